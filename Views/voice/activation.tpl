{{%AUTOESCAPE context="HTML"}}
<section class="card resync" aria-labelledby="activation-heading">
<h2 id="activation-heading">[[Activation code]]</h2>
<dl class="facts">
<div><dt>[[Customization]]</dt><dd>{{STATE}}: <span class="reason">{{MEANING}}</span></dd></div>
</dl>
{{#BLOCKED}}
<p class="notice info"><span aria-hidden="true">ℹ</span> <span>{{BLOCKED}}</span></p>
{{/BLOCKED}}
{{#ALLOWED}}
<form class="inline" method="post" action="{{ACTIVATION_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<div class="stacked">
<label for="activation-code">[[Code]]</label>
<input id="activation-code" name="code" value="" autocomplete="off" inputmode="text" spellcheck="false" aria-describedby="activation-code-help{{#CODE_ERROR}} activation-code-error{{/CODE_ERROR}}"{{#CODE_ERROR}} aria-invalid="true"{{/CODE_ERROR}}>
<p class="help" id="activation-code-help">[[16 digits, or # and 3 to 16 digits. It is sent to {{SERVICE}}, and the phone resyncs by the rule that comes back.]]</p>
{{#CODE_ERROR}}
<p class="error" id="activation-code-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{CODE_ERROR}}</p>
{{/CODE_ERROR}}
</div>
<button>[[Activate]]</button>
</form>
{{/ALLOWED}}
</section>
