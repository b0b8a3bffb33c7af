{{%AUTOESCAPE context="HTML"}}
{{#ERROR}}
<p class="error"><span aria-hidden="true">⚠</span> {{ERROR}}</p>
{{/ERROR}}
{{#SUMMARY}}
<p class="meaning"><span aria-hidden="true">→</span> {{SUMMARY}}</p>
{{/SUMMARY}}
{{#REMARKS}}
<ul class="warnings">
{{#REMARK}}
<li><span aria-hidden="true">⚠</span> {{REMARK_TEXT}}</li>
{{/REMARK}}
</ul>
{{/REMARKS}}
{{#STORY}}
<details class="reading"><summary>[[Step by step<span class="hidden">: {{FIELD}}</span>]]</summary>
{{#RULE}}
<dl class="rows">
<div><dt>[[Expanded]]</dt><dd><code>{{EXPANDED}}</code></dd></div>
{{#ALTERNATIVES}}
<div><dt>[[Alternatives]]</dt><dd>
<ol class="alternatives">
{{#ALTERNATIVE}}
<li{{#CHOSEN}} class="chosen"{{/CHOSEN}}>{{#CONDITION}}[[<code>{{CONDITION}}</code> is <b>{{RESULT}}</b>:]] {{/CONDITION}}{{#UNCONDITIONAL}}[[without condition:]] {{/UNCONDITIONAL}}{{#TARGET}}<code>{{TARGET}}</code>{{/TARGET}}{{#CHOSEN}} <span class="tag">[[chosen]]</span>{{/CHOSEN}}</li>
{{/ALTERNATIVE}}
</ol>
</dd></div>
{{/ALTERNATIVES}}
{{#URL}}
<div><dt>[[URL]]</dt><dd><code>{{URL}}</code></dd></div>
{{/URL}}
{{#SERVER}}
<div><dt>[[Server]]</dt><dd>[[named by {{SERVER}}]]</dd></div>
{{/SERVER}}
</dl>
{{/RULE}}
</details>
{{/STORY}}
