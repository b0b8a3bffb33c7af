{{%AUTOESCAPE context="HTML"}}
<section class="card provisioning" aria-labelledby="provisioning-heading">
<div class="heading">
<h2 id="provisioning-heading">[[Provisioning Status]]</h2>
<p class="updated">[[As of {{>TIME}}]] <a class="button small" href="{{RELOAD_LINK}}">[[Reload]]</a></p>
</div>
<p class="state" data-summary>{{SUMMARY}}</p>
{{#RUNNING}}
<div class="running"><progress aria-label="[[Resync in progress]]"></progress> <p>{{RUNNING}}</p></div>
{{/RUNNING}}
<dl class="facts">
{{#NEXT}}
<div><dt>[[Next resync]]</dt><dd>{{#NEXT_TIME}}{{>NEXT_TIME}} {{/NEXT_TIME}}<span class="reason">{{NEXT_REASON}}</span></dd></div>
{{/NEXT}}
<div><dt>[[Customization]]</dt><dd>{{CUSTOMIZATION}}: <span class="reason">{{CUSTOMIZATION_REASON}}</span></dd></div>
{{#ROUND}}
<div><dt>[[Next search for the provider]]</dt><dd>{{>ROUND_TIME}} <span class="reason">[[DNS SRV and EDOS (Resync_Error_Retry_Delay)]]</span></dd></div>
{{/ROUND}}
<div><dt>[[Webex]]</dt><dd>{{WEBEX}}</dd></div>
{{#STATUS}}
<div><dt>[[Provisioning Status {{STATUS_NUMBER}}]]</dt><dd>{{#STATUS_TEXT}}{{>STATUS_TEXT}}{{/STATUS_TEXT}}{{#STATUS_NONE}}<span class="none">[[none yet]]</span>{{/STATUS_NONE}}</dd></div>
{{/STATUS}}
<div><dt>[[Provisioning Failure Reason]]</dt><dd>{{#FAILURE}}{{FAILURE}}{{/FAILURE}}{{#NO_FAILURE}}<span class="none">[[none]]</span>{{/NO_FAILURE}}</dd></div>
</dl>
{{#ONBOARDING}}
<h3 id="onboarding-heading">[[Onboarding, newest first]]</h3>
<ol class="timeline">
{{#ONBOARDING_STEP}}
<li>{{>STEP_TIME}} <b>{{STEP_LABEL}}</b>, {{STEP_STATES}}: {{STEP_MESSAGE}}</li>
{{/ONBOARDING_STEP}}
</ol>
{{/ONBOARDING}}
<h3 id="attempts-heading">[[Attempts, newest first]]</h3>
{{#NO_ATTEMPTS}}
<p class="none">[[No resync has been attempted yet.]]</p>
{{/NO_ATTEMPTS}}
{{>ATTEMPT}}
{{#EARLIER}}
<details class="earlier" id="earlier-attempts">
<summary>{{EARLIER_COUNT}}</summary>
{{>EARLIER_ATTEMPT}}
</details>
{{/EARLIER}}
</section>
