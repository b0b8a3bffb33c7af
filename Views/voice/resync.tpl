{{%AUTOESCAPE context="HTML"}}
<section class="card resync" aria-labelledby="resync-heading">
<h2 id="resync-heading">[[Resync]]</h2>
<p class="notice warning" data-ended hidden><span aria-hidden="true">⚠</span> <span>[[This part is no longer kept current.]] <a href="{{PAGE_LINK}}">[[Reload the page]]</a></span></p>
<div data-live="{{LIVE_LINK}}" data-events="{{EVENTS_LINK}}">
{{>PROGRESS}}
</div>
<p class="hidden" role="status" data-announcer></p>
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
<div class="explanation" id="resync-rule-explanation" aria-live="polite">{{>RULE_EXPLANATION}}</div>
</div>
{{/TAKES_RULE}}
<p class="buttons"><button>[[Resync now]]</button>
{{#TRIES}}
<button name="do" value="dry-run">[[Dry run]]</button>
<noscript><button name="do" value="explain">[[Explain]]</button></noscript>
{{/TRIES}}
{{#DRY_RUN}}
<a href="{{DRY_RUN_LINK}}">{{DRY_RUN}}</a>
{{/DRY_RUN}}
</p>
</form>
{{/ALLOWED}}
</section>
