{{%AUTOESCAPE context="HTML"}}
<section class="card resync" aria-labelledby="activation-heading">
<h2 id="activation-heading">[[Activation code]]</h2>
<p class="notice warning" data-ended hidden><span aria-hidden="true">⚠</span> <span>[[This part is no longer kept current.]] <a href="{{PAGE_LINK}}">[[Reload the page]]</a></span></p>
<div data-live="{{LIVE_LINK}}" data-events="{{EVENTS_LINK}}">
{{>STATE}}
</div>
<p class="hidden" role="status" data-announcer></p>
{{#SETTINGS_LINK}}
<p class="help"><a href="{{SETTINGS_LINK}}">[[To the settings of Webex]]</a></p>
{{/SETTINGS_LINK}}
{{#BLOCKED}}
<p class="notice info"><span aria-hidden="true">ℹ</span> <span>{{BLOCKED}}</span></p>
{{/BLOCKED}}
{{#ALLOWED}}
<form class="inline" method="post" action="{{ACTIVATION_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<div class="stacked">
<label for="activation-code">[[Code]]</label>
<input id="activation-code" name="code" value="" autocomplete="off" inputmode="text" spellcheck="false" aria-describedby="activation-code-help{{#CODE_ERROR}} activation-code-error{{/CODE_ERROR}}"{{#CODE_ERROR}} aria-invalid="true"{{/CODE_ERROR}}>
<div class="help" id="activation-code-help">
<ul>
<li>[[16 digits, or # and 3 to 16 digits. Blanks and hyphens between them mean nothing.]]</li>
<li>[[It is for one phone, once, and may expire. It is sent to {{SERVICE}}, and the phone resyncs by the rule that comes back.]]</li>
<li>[[From the fifth wrong code in a row on each one has to wait, 30 seconds at first, then twice as long each time.]]</li>
</ul>
</div>
{{#CODE_ERROR}}
<p class="error" id="activation-code-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{CODE_ERROR}}</p>
{{/CODE_ERROR}}
</div>
<button>[[Activate]]</button>
</form>
{{/ALLOWED}}
</section>
