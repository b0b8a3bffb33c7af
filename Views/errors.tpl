{{%AUTOESCAPE context="HTML"}}
<div class="summary" role="alert" aria-labelledby="summary-heading" tabindex="-1" autofocus>
<h2 id="summary-heading">{{HEADING}}</h2>
{{#REMARK}}
<p>{{REMARK_TEXT}}</p>
{{/REMARK}}
{{#PROBLEMS}}
<ul>
{{#PROBLEM}}
<li><a href="#{{FIELD_ID}}">{{FIELD_LABEL}}</a>{{#SENTENCE}}: {{SENTENCE}}{{/SENTENCE}}</li>
{{/PROBLEM}}
</ul>
{{/PROBLEMS}}
</div>
