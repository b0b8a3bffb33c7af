{{%AUTOESCAPE context="HTML"}}
<p class="hidden" data-summary>{{SUMMARY}}</p>
{{#RUNNING}}
<div class="running"><progress aria-label="[[In progress]]"></progress> <p>{{RUNNING}}</p></div>
{{/RUNNING}}
<dl class="facts">
<div><dt>[[Next resync]]</dt><dd>{{#NEXT_TIME}}{{>NEXT_TIME}} {{/NEXT_TIME}}<span class="reason">{{NEXT_REASON}}</span></dd></div>
<div><dt>[[Last attempt]]</dt><dd>{{#LAST}}<span class="badge badge-{{OUTCOME}}"><span aria-hidden="true">{{OUTCOME_SYMBOL}}</span> <b>{{OUTCOME}}</b> {{OUTCOME_WORDS}}</span> {{#LAST_TIME}}{{>LAST_TIME}}: {{/LAST_TIME}}{{LAST_SENTENCE}} <a href="{{LAST_LINK}}">[[See the whole story<span class="hidden"> of the last attempt</span>]]</a>{{/LAST}}{{#NEVER}}<span class="none">[[none yet]]</span>{{/NEVER}}</dd></div>
<div><dt>[[Firmware]]</dt><dd>{{>FIRMWARE}}</dd></div>
</dl>
{{#ATTEMPTS}}
<details class="recent" id="recent-attempts">
<summary>{{COUNT}}</summary>
{{>ATTEMPT}}
<p><a href="{{ALL_LINK}}">[[All attempts]]</a></p>
</details>
{{/ATTEMPTS}}
