{{%AUTOESCAPE context="HTML"}}
<section class="card resync" aria-labelledby="profile-account-heading">
<h2 id="profile-account-heading">[[Profile account]]</h2>
<dl class="facts">
<div><dt>[[Account]]</dt><dd>{{ACCOUNT_STATE}} <span class="reason">{{ACCOUNT_USE}}</span></dd></div>
</dl>
<details class="enter"{{#ACCOUNT_ERROR}} open{{/ACCOUNT_ERROR}}>
<summary>{{#CLEARS}}[[Change or clear it]]{{/CLEARS}}{{#ENTERS}}[[Enter one]]{{/ENTERS}}</summary>
<form class="inline" method="post" action="{{ACCOUNT_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<div class="stacked">
<label for="profile-account-user">[[User name]]</label>
<input id="profile-account-user" name="user" value="" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="profile-account-help{{#ACCOUNT_ERROR}} profile-account-error{{/ACCOUNT_ERROR}}"{{#ACCOUNT_ERROR}} aria-invalid="true"{{/ACCOUNT_ERROR}}>
<label for="profile-account-password">[[Password]]</label>
<input type="password" id="profile-account-password" name="password" value="" autocomplete="new-password" aria-describedby="profile-account-help">
<p class="help" id="profile-account-help">[[Answers profile servers that ask for a login where the rule has no <code>--uid</code>. Neither part is shown again.]]</p>
{{#ACCOUNT_ERROR}}
<p class="error" id="profile-account-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{ACCOUNT_ERROR}}</p>
{{/ACCOUNT_ERROR}}
</div>
<button name="do" value="set">[[Set account]]</button>
{{#CLEARS}}
<button name="do" value="clear">[[Clear account]]</button>
{{/CLEARS}}
</form>
</details>
</section>
