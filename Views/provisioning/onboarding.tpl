{{%AUTOESCAPE context="HTML"}}
<div class="onboarding"><span class="cloud cloud-{{CLOUD}}" aria-hidden="true">☁</span><p><b>{{CLOUD_STATE}}</b><br>{{CLOUD_SENTENCE}}</p></div>
<p class="hidden" data-summary>{{CLOUD_STATE}}. {{STATE}}.</p>
<dl class="facts">
<div><dt>[[Customization]]</dt><dd>{{STATE}}: <span class="reason">{{MEANING}}</span></dd></div>
<div><dt>[[What happens next]]</dt><dd>{{WHAT_NEXT}}</dd></div>
</dl>
