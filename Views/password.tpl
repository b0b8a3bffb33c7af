{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
{{>ERRORS}}
<div class="rule">
<h2>[[What a password needs]]</h2>
<p>{{PASSWORD_RULE}}</p>
</div>
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
<p class="buttons"><button class="primary">[[Submit]]</button> <a class="button" href="{{CANCEL_LINK}}">[[Cancel]]</a></p>
</form>
</div>
