{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
{{#REMARK}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{REMARK}}</span></p>
{{/REMARK}}
<dl class="facts card">
{{#FACT}}
<div><dt>{{FACT_LABEL}}</dt><dd>{{>FACT_VALUE}}</dd></div>
{{/FACT}}
</dl>
{{#EFFECTS}}
<section class="card effects" aria-labelledby="effects">
<h2 id="effects">[[What happens then]]</h2>
{{>EFFECT_LIST}}
</section>
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
<label class="check"><input type="radio" name="identity" value="{{CHOICE_VALUE}}" required{{#CHOSEN}} checked{{/CHOSEN}}> {{CHOICE_LABEL}}</label>
{{/CHOICE}}
</fieldset>
{{/CHOICES}}
{{>CONFIRM_WITHIN}}
<p class="buttons">{{#BUTTON}}<button class="primary">{{BUTTON}}</button> {{/BUTTON}}<a class="button" href="{{CANCEL_LINK}}">{{CANCEL}}</a></p>
</form>
