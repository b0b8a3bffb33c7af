{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<form class="card" method="post" action="{{ACTION}}">
<p class="state">{{SENTENCE}}</p>
{{#CONSEQUENCE}}
<p>{{CONSEQUENCE}}</p>
{{/CONSEQUENCE}}
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{#HIDDEN}}
<input type="hidden" name="{{HIDDEN_NAME}}" value="{{HIDDEN_VALUE:p}}">
{{/HIDDEN}}
{{#FACTS}}
<dl class="facts">
{{#FACT}}
<div><dt>{{FACT_LABEL}}</dt><dd><code>{{FACT_VALUE}}</code></dd></div>
{{/FACT}}
</dl>
{{/FACTS}}
<p class="buttons"><button class="{{BUTTON_CLASS}}">{{BUTTON}}</button> <a class="button" href="{{CANCEL_LINK}}">[[Cancel]]</a></p>
</form>
</div>
