{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
{{#REMARK}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{REMARK}}</span></p>
{{/REMARK}}
<dl class="facts card">
{{#FACT}}
<div><dt>{{FACT_LABEL}}</dt><dd>{{FACT_VALUE}}</dd></div>
{{/FACT}}
</dl>
{{#EFFECTS}}
<h2>[[What happens then]]</h2>
<ul class="effects">
{{#EFFECT}}
<li>{{EFFECT_TEXT}}</li>
{{/EFFECT}}
</ul>
{{/EFFECTS}}
{{#WARNINGS}}
<details class="card warnings" open>
<summary>{{WARNING_COUNT}}</summary>
<ol>
{{#FILE_WARNING}}
<li>{{FILE_WARNING_TEXT}}</li>
{{/FILE_WARNING}}
</ol>
</details>
{{/WARNINGS}}
<h2>[[What would change]]</h2>
{{#NO_CHANGES}}
<p class="none">[[Nothing: the phone has all of these values already.]]</p>
{{/NO_CHANGES}}
{{>CHANGES}}
<form method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="{{TOKEN_NAME}}" value="{{TOKEN}}">
{{#CHOICES}}
<fieldset class="card choices">
<legend>{{QUESTION}}</legend>
{{#CHOICE}}
<label class="check"><input type="radio" name="identity" value="{{CHOICE_VALUE}}" required> {{CHOICE_LABEL}}</label>
{{/CHOICE}}
</fieldset>
{{/CHOICES}}
<p class="buttons">{{#BUTTON}}<button class="primary">{{BUTTON}}</button> {{/BUTTON}}<a class="button" href="{{CANCEL_LINK}}">{{CANCEL}}</a></p>
</form>
