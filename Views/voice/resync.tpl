{{%AUTOESCAPE context="HTML"}}
<section class="card resync" aria-labelledby="resync-heading">
<h2 id="resync-heading">[[Resync]]</h2>
<dl class="facts">
<div><dt>[[Next resync]]</dt><dd>{{#NEXT_TIME}}{{>NEXT_TIME}} {{/NEXT_TIME}}<span class="reason">{{NEXT_REASON}}</span></dd></div>
<div><dt>[[Last attempt]]</dt><dd>{{#LAST}}<span class="badge badge-{{OUTCOME}}"><span aria-hidden="true">{{OUTCOME_SYMBOL}}</span> <b>{{OUTCOME}}</b> {{OUTCOME_WORDS}}</span> {{LAST_SENTENCE}} <a href="{{LAST_LINK}}">[[See the whole story<span class="hidden"> of the last attempt</span>]]</a>{{/LAST}}{{#NEVER}}<span class="none">[[none yet]]</span>{{/NEVER}}</dd></div>
</dl>
{{#BLOCKED}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{BLOCKED}}</span></p>
{{/BLOCKED}}
{{#ALLOWED}}
<form class="inline" method="post" action="{{RESYNC_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{#TAKES_RULE}}
<div class="stacked">
<label for="resync-rule">[[One-time profile rule <span class="optional">(optional)</span>]]</label>
<input id="resync-rule" name="rule" value="{{RULE:p}}" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="resync-rule-help{{#RULE_ERROR}} resync-rule-error{{/RULE_ERROR}}"{{#RULE_ERROR}} aria-invalid="true"{{/RULE_ERROR}}>
<p class="help" id="resync-rule-help">[[Used once and not stored. Empty: the stored rules.]]</p>
{{#RULE_ERROR}}
<p class="error" id="resync-rule-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{RULE_ERROR}}</p>
{{/RULE_ERROR}}
</div>
{{/TAKES_RULE}}
<button>[[Resync now]]</button>
</form>
{{/ALLOWED}}
</section>
