{{%AUTOESCAPE context="HTML"}}
<div class="cards">
{{#SECTION}}
<section class="card" aria-labelledby="{{SECTION_ID}}">
<h2 id="{{SECTION_ID}}">{{SECTION_TITLE}}</h2>
{{#SECTION_NOTE}}
<p class="help">{{SECTION_NOTE}}</p>
{{/SECTION_NOTE}}
{{#ROWS}}
<dl class="rows">
{{#ROW}}
<div><dt>{{ROW_LABEL}}</dt><dd>{{#TEXT}}{{ROW_VALUE}}{{/TEXT}}{{#LINK}}<a href="{{ROW_LINK}}">{{ROW_VALUE}}</a>{{/LINK}}{{#EMPTY}}<span class="none">empty</span>{{/EMPTY}}{{#UNAVAILABLE}}<span class="none">not available</span>{{/UNAVAILABLE}}</dd></div>
{{/ROW}}
</dl>
{{/ROWS}}
</section>
{{/SECTION}}
</div>
