{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
{{>ERRORS}}
<p class="lead">[[Before this phone can be used, give its administrator a password. The user's password may stay empty: that account is closed then.]]</p>
<div class="rule" id="password-rule">
<h2>[[What a password needs]]</h2>
<p>{{PASSWORD_RULE}}</p>
</div>
<form class="card" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{#SETUP_TOKEN}}
<input type="hidden" name="token" value="{{SETUP_TOKEN}}">
{{/SETUP_TOKEN}}
<fieldset>
<legend>[[Account <code>admin</code>]]</legend>
<p class="help">[[Sees and changes everything.]]</p>
{{>ADMIN_PASSWORD}}
{{>ADMIN_CONFIRM}}
</fieldset>
<fieldset>
<legend>[[Account <code>user</code>]]</legend>
<p class="help">[[Sees and changes what the profile lets it.]]</p>
{{>USER_PASSWORD}}
{{>USER_CONFIRM}}
</fieldset>
<p class="buttons"><button class="primary">[[Set passwords]]</button></p>
</form>
</div>
