{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
{{>ERRORS}}
<div class="rule">
<h2>[[What a password needs]]</h2>
<p>{{PASSWORD_RULE}}</p>
</div>
{{#DIGEST}}
<p class="notice info"><span aria-hidden="true">ℹ</span> <span>[[Scripts log in by Digest here (--script-login digest). For that the phone keeps of each password what one can log in with; it is erased when Digest is switched off.]]</span></p>
{{/DIGEST}}
<form class="card" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{#ACCOUNTS}}
<div class="stacked">
<label for="account">[[Account]]</label>
<select id="account" name="account">
{{#CHOICE}}
<option{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_VALUE}}</option>
{{/CHOICE}}
</select>
</div>
{{/ACCOUNTS}}
{{>OLD_PASSWORD}}
{{>NEW_PASSWORD}}
{{>NEW_CONFIRM}}
{{#CONFIRMING}}
<div class="stacked">
<label for="confirm_within">[[Seconds to confirm it]]</label>
<input id="confirm_within" name="confirm_within" value="{{CONFIRM_WITHIN:p}}" inputmode="numeric" autocomplete="off" aria-describedby="confirm_within-help">
<p class="help" id="confirm_within-help">[[Unless you log in again and confirm it in this time, the old password comes back.]]</p>
</div>
{{/CONFIRMING}}
<p class="buttons"><button class="primary">[[Submit]]</button> <a class="button" href="{{CANCEL_LINK}}">[[Cancel]]</a></p>
</form>
</div>
