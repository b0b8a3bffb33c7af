{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
<div class="scan" data-scan="{{ACTION}}" data-undo="{{UNDO_ACTION}}" data-devices="{{DEVICE_BASE}}" data-token="{{CSRF_TOKEN}}">
<form class="card scan-form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<div class="stacked">
<label for="scan">[[Scan field]]</label>
<p class="help" id="scan-help">[[MAC address or serial number in any printed form. The scanner ends each code with Enter.]]</p>
<div class="scan-line"><input id="scan" name="scan" autocomplete="off" autocapitalize="none" spellcheck="false" autofocus aria-describedby="scan-help"><button class="primary">[[Take]]</button></div>
</div>
<fieldset class="checks" data-switches hidden>
<legend class="hidden">[[What is heard]]</legend>
<label><input type="checkbox" data-sound> [[Beep]]</label>
<label><input type="checkbox" data-speech> [[Speak]]</label>
</fieldset>
</form>
<p class="said" data-said data-outcome="{{LAST_OUTCOME}}" data-mac="{{LAST_MAC}}" role="status"><b aria-hidden="true">{{LAST_SIGN}}</b> <span>{{LAST_TEXT}}</span></p>
<p class="notice warning" data-waiting hidden><span aria-hidden="true">⚠</span> <span>[[The bench does not answer. Scans are kept and sent when it does: <strong data-waiting-count></strong>]]</span></p>
<p class="notice warning" data-ended hidden><span aria-hidden="true">⚠</span> <span>[[You are not logged in any more, so this scan does not count. <a href="{{BOARD_LINK}}">Log in again</a>, then repeat it.]]</span></p>
<div class="scan-progress"><progress max="{{PROGRESS_END}}" value="{{PROGRESS}}" data-progress aria-label="[[Scanned devices]]"></progress> <p>[[<strong data-scanned>{{SCANNED}}</strong> of <span data-total>{{DEVICES}}</span> scanned]]</p>
<form method="post" action="{{UNDO_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<button>[[Undo the last scan]]</button>
</form></div>
<section aria-labelledby="before-heading">
<h2 id="before-heading">[[Before that]]</h2>
<ol class="said-list" data-said-list>
{{#SAID}}
<li data-outcome="{{OUTCOME}}"><b aria-hidden="true">{{SIGN}}</b> <span>{{TEXT}}</span>{{#DEVICE_LINK}} <a href="{{DEVICE_LINK}}">[[Story]]</a>{{/DEVICE_LINK}}</li>
{{/SAID}}
</ol>
</section>
<details class="enter">
<summary>[[Many at once]]</summary>
<form method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<div class="stacked">
<label for="scans">[[Scans, one a line]]</label>
<p class="help" id="scans-help">[[Scan them all into this field, then send them.]]</p>
<textarea id="scans" name="scans" rows="8" autocomplete="off" spellcheck="false" aria-describedby="scans-help"></textarea>
</div>
<p class="buttons"><button>[[Take them all]]</button></p>
</form>
</details>
<template data-signs><b data-outcome="accepted">✓</b><b data-outcome="confirmed">=</b><b data-outcome="refused">✕</b><b data-outcome="undone">↶</b><i>[[Story]]</i></template>
</div>
