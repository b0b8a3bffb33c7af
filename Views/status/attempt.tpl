{{%AUTOESCAPE context="HTML"}}
<details class="attempt" id="attempt-{{NUMBER}}"{{#OPEN}} open{{/OPEN}}>
<summary>
<span class="head"><b>#{{NUMBER}}</b> <span class="badge badge-{{OUTCOME}}"><span aria-hidden="true">{{OUTCOME_SYMBOL}}</span> <b>{{OUTCOME}}</b> {{OUTCOME_WORDS}}</span></span>
<span class="when">{{>TIME}}</span>
<span class="trigger">{{TRIGGER}}</span>
<span class="count">{{CHANGED}}</span>
<span class="url">{{SUMMARY_URL}}</span>
</summary>
<div class="story">
{{#ERROR}}
<p class="error"><span aria-hidden="true">✕</span> {{ERROR}}</p>
{{/ERROR}}
<dl class="rows">
{{#IDLE}}
<div><dt>[[Result]]</dt><dd>{{IDLE}}</dd></div>
{{/IDLE}}
{{#GATE}}
<div><dt>[[Triggers]]</dt><dd><ul class="steps">
{{#TRIGGER_READING}}
<li>{{TRIGGER_TEXT}}</li>
{{/TRIGGER_READING}}
</ul></dd></div>
{{/GATE}}
{{#RULE}}
<div><dt>[[Rule as written]]</dt><dd>{{#RULE_SOURCE}}{{RULE_SOURCE}}: {{/RULE_SOURCE}}<code>{{RULE}}</code></dd></div>
{{/RULE}}
{{#EXPANDED}}
<div><dt>[[Expanded]]</dt><dd><code>{{EXPANDED}}</code></dd></div>
{{/EXPANDED}}
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
{{#SERVICES}}
<div><dt>[[DNS SRV]]</dt><dd><ol class="steps">
{{#SERVICE}}
<li>{{SERVICE_TEXT}}</li>
{{/SERVICE}}
</ol></dd></div>
{{/SERVICES}}
{{#ADDRESS}}
<div><dt>[[Address]]</dt><dd><code>{{ADDRESS}}</code></dd></div>
{{/ADDRESS}}
{{#STATUS}}
<div><dt>[[Answer]]</dt><dd>{{STATUS}}</dd></div>
{{/STATUS}}
{{#SIZE}}
<div><dt>[[Size]]</dt><dd>{{SIZE}}</dd></div>
{{/SIZE}}
{{#DURATION}}
<div><dt>[[Duration]]</dt><dd>{{DURATION}}</dd></div>
{{/DURATION}}
{{#STEPS}}
<div><dt>[[Steps]]</dt><dd><ol class="steps">
{{#STEP}}
<li>{{STEP_TEXT}}</li>
{{/STEP}}
</ol></dd></div>
{{/STEPS}}
{{#WARNINGS}}
<div><dt>[[Warnings]]</dt><dd><ul class="warnings">
{{#WARNING}}
<li>{{#WARNING_LINE}}<b>[[line {{WARNING_LINE}}]]</b>: {{/WARNING_LINE}}{{WARNING_TEXT}}</li>
{{/WARNING}}
</ul></dd></div>
{{/WARNINGS}}
{{#NEXT}}
<div><dt>[[What follows]]</dt><dd>{{#NEXT_TIME}}[[Next resync {{>NEXT_TIME}}:]] {{/NEXT_TIME}}{{NEXT}}</dd></div>
{{/NEXT}}
{{#REVISION_LINK}}
<div><dt>[[Revision]]</dt><dd><a href="{{REVISION_LINK}}">{{REVISION}}</a></dd></div>
{{/REVISION_LINK}}
</dl>
{{>CHANGES}}
</div>
</details>
