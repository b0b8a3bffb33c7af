{{%AUTOESCAPE context="HTML"}}
<section class="card dry-run" aria-labelledby="dry-run-heading">
<div class="heading">
<h2 id="dry-run-heading">{{HEADING}}</h2>
<p class="updated">[[Asked for {{>TIME}}]] <a class="button small" href="{{PAGE_LINK}}">[[Reload]]</a></p>
</div>
<p class="state" data-summary>{{SUMMARY}}</p>
{{#RUNNING}}
<div class="running"><progress aria-label="[[Dry run in progress]]"></progress> <p>{{RUNNING}}</p></div>
{{/RUNNING}}
{{#ONCE}}
<dl class="facts"><div><dt>[[One-time rule]]</dt><dd><code>{{ONCE}}</code></dd></div></dl>
{{/ONCE}}
{{#WARNINGS}}
<h3>[[Warnings]]</h3>
<ul class="warnings">
{{#WARNING}}
<li>{{#WARNING_LINE}}<b>[[line {{WARNING_LINE}}]]</b>: {{/WARNING_LINE}}{{WARNING_TEXT}}</li>
{{/WARNING}}
</ul>
{{/WARNINGS}}
{{#DIFFERENCE}}
<h3>{{#CHANGED}}[[What it changed]]{{/CHANGED}}{{#TO_CHANGE}}[[What it would change]]{{/TO_CHANGE}}</h3>
{{>CHANGES}}
{{#EFFECTS}}
<h3>[[What happens then]]</h3>
{{>EFFECT_LIST}}
{{/EFFECTS}}
{{/DIFFERENCE}}
{{#APPLY}}
<form method="post" action="{{APPLY_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{>CONFIRM_WITHIN}}
<p class="help">[[Exactly this is stored, with the origins that a resync would give it; the server is not asked again.]]</p>
<p class="buttons"><button class="primary">[[Apply this]]</button></p>
</form>
{{/APPLY}}
{{#OBSTACLE}}
<p class="notice info"><span aria-hidden="true">ℹ</span> <span>{{OBSTACLE}}{{#REVISION_LINK}} <a href="{{REVISION_LINK}}">{{REVISION}}</a>{{/REVISION_LINK}}</span></p>
{{/OBSTACLE}}
{{#ATTEMPTS}}
<h3>[[Rule by rule]]</h3>
{{>ATTEMPT}}
{{/ATTEMPTS}}
</section>
