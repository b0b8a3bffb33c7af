{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<p class="lead">{{SENTENCE}}</p>
{{#ADVICE}}
<p>{{ADVICE}}</p>
{{/ADVICE}}
{{#DETAIL}}
<pre class="detail" tabindex="0" role="region" aria-label="[[Details]]">{{DETAIL:p}}</pre>
{{/DETAIL}}
{{#BACK}}
<p class="buttons"><a class="button" href="{{BACK_LINK}}">{{BACK_LABEL}}</a></p>
{{/BACK}}
</div>
