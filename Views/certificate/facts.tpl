{{%AUTOESCAPE context="HTML"}}
{{#NONE}}
<p class="none">{{NONE_TEXT}}</p>
{{/NONE}}
{{#FACTS}}
<dl class="facts certificate">
{{#FACT}}
<div><dt>{{FACT_LABEL}}</dt><dd>{{#CODE}}<code>{{FACT_VALUE}}</code>{{/CODE}}{{#PLAIN}}{{FACT_VALUE}}{{/PLAIN}}</dd></div>
{{/FACT}}
</dl>
{{/FACTS}}
