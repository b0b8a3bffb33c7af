{{%AUTOESCAPE context="HTML"}}
<section class="card resync" aria-labelledby="machine-heading">
<h2 id="machine-heading">[[Firmware and restart]]</h2>
{{#UPGRADE_OBSTACLE}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{UPGRADE_OBSTACLE}}</span></p>
{{/UPGRADE_OBSTACLE}}
{{#UPGRADES}}
<form class="inline" method="post" action="{{UPGRADE_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="from" value="provisioning">
<div class="stacked">
<label for="upgrade-url">[[Load, for this once <span class="optional">(optional)</span>]]</label>
<input id="upgrade-url" name="url" value="{{LOAD:p}}" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="upgrade-url-help{{#LOAD_ERROR}} upgrade-url-error{{/LOAD_ERROR}}"{{#LOAD_ERROR}} aria-invalid="true"{{/LOAD_ERROR}}>
<p class="help" id="upgrade-url-help">[[Where a .loads file is, and conditions if you like. Without scheme: TFTP; without server: the host that you ask from. Empty: Upgrade Rule.]]</p>
{{#LOAD_ERROR}}
<p class="error" id="upgrade-url-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{LOAD_ERROR}}</p>
{{/LOAD_ERROR}}
</div>
<p class="buttons"><button>[[Upgrade now]]</button></p>
</form>
{{/UPGRADES}}
<form class="inline" method="get" action="{{REBOOT_ACTION}}">
<p class="help">[[A reboot begins anew as after power-up, as soon as no line is in use. You are asked once more.]]</p>
<p class="buttons"><button>[[Reboot]]</button></p>
</form>
</section>
