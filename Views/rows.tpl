{{%AUTOESCAPE context="HTML"}}
<div class="cards">
{{#SECTION}}
<section class="card" aria-labelledby="{{SECTION_ID}}">
<h2 id="{{SECTION_ID}}">{{SECTION_TITLE}}</h2>
{{#SECTION_NOTE}}
<p class="help">{{>SECTION_NOTE}}</p>
{{/SECTION_NOTE}}
{{#ROWS}}
<dl class="rows">
{{#ROW}}
<div><dt>{{ROW_LABEL}}</dt><dd>{{#TEXT}}{{>ROW_TEXT}}{{/TEXT}}{{#LINK}}<a href="{{ROW_LINK}}">{{ROW_VALUE}}</a>{{/LINK}}{{#NONE}}<span class="none">[[none]]</span>{{/NONE}}{{#UNAVAILABLE}}<span class="none">[[not available]]</span>{{/UNAVAILABLE}}</dd></div>
{{/ROW}}
</dl>
{{/ROWS}}
{{#FOLDED}}
<details class="unknown" id="{{FOLDED_ID}}">
<summary>[[{{FOLDED_COUNT}} more: not available]]</summary>
<dl class="rows">
{{#FOLDED_ROW}}
<div><dt>{{FOLDED_LABEL}}</dt><dd><span class="none">[[not available]]</span></dd></div>
{{/FOLDED_ROW}}
</dl>
</details>
{{/FOLDED}}
{{#ACTION}}
{{#OBSTACLE}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{OBSTACLE}}</span></p>
{{/OBSTACLE}}
{{#FORM}}
<form method="post" action="{{FORM_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<p class="buttons"><button class="{{BUTTON_CLASS}}">{{BUTTON}}</button></p>
</form>
{{/FORM}}
{{/ACTION}}
</section>
{{/SECTION}}
</div>
