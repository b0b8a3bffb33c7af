{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
<div class="cards">
<section class="card" aria-labelledby="import-heading">
<h2 id="import-heading">[[Import a profile]]</h2>
<p class="help">[[A flat profile as XML, compressed with gzip, or sealed. You see what it would change before anything is changed.]]</p>
<form method="post" action="{{IMPORT_ACTION}}" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<div class="stacked{{#PROFILE_ERROR}} faulty{{/PROFILE_ERROR}}">
<label for="profile">[[Profile]]</label>
{{#PROFILE_ERROR}}
<p class="error" id="profile-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{PROFILE_ERROR}}</p>
{{/PROFILE_ERROR}}
<input type="file" id="profile" name="profile" required{{#PROFILE_ERROR}} aria-invalid="true" aria-describedby="profile-error"{{/PROFILE_ERROR}}>
</div>
{{>SECRET}}
<p class="buttons"><button class="primary">[[Show what would change]]</button></p>
</form>
</section>
<section class="card" aria-labelledby="export-heading">
<h2 id="export-heading">[[Export]]</h2>
<p class="help">[[Files for other phones, for comparing and for support. Passwords are left out of all of them.]]</p>
<dl class="rows">
<div><dt>[[Configuration, all of it]]</dt><dd><a href="{{FULL_LINK}}" download>cfg.xml</a>, <a href="{{OLD_LINK}}" download>spacfg.xml</a></dd></div>
<div><dt>[[Configuration, what was changed]]</dt><dd><a href="{{CHANGED_LINK}}" download>changed.xml</a></dd></div>
<div><dt>[[Status of the phone]]</dt><dd><a href="{{STATUS_LINK}}" download>status.xml</a></dd></div>
</dl>
</section>
<section class="card" aria-labelledby="backup-heading">
<h2 id="backup-heading">[[Back up this phone]]</h2>
<p class="help">[[One file, sealed with a pass phrase: all values with who set them and when, passwords and keys, the state of onboarding, certificates. Not in it: the history before that, logs, firmware.]]</p>
<form method="post" action="{{BACKUP_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{>PASS_PHRASE}}
{{>PASS_PHRASE_CONFIRM}}
<p class="buttons"><button class="primary">[[Download the backup]]</button></p>
</form>
</section>
<section class="card" aria-labelledby="restore-heading">
<h2 id="restore-heading">[[Restore a backup]]</h2>
<p class="help">[[The backup is opened and checked completely first. You see what it would change before anything is changed.]]</p>
<form method="post" action="{{OPEN_ACTION}}" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<div class="stacked{{#BACKUP_ERROR}} faulty{{/BACKUP_ERROR}}">
<label for="backup">[[Backup]]</label>
{{#BACKUP_ERROR}}
<p class="error" id="backup-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{BACKUP_ERROR}}</p>
{{/BACKUP_ERROR}}
<input type="file" id="backup" name="backup" required{{#BACKUP_ERROR}} aria-invalid="true" aria-describedby="backup-error"{{/BACKUP_ERROR}}>
</div>
{{>OPEN_PHRASE}}
<p class="buttons"><button class="primary">[[Open and check it]]</button></p>
</form>
</section>
</div>
