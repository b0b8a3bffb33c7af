{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
{{>ERRORS}}
{{#NOTICE}}
<p class="notice info" role="status"><span aria-hidden="true">ℹ</span> <span>{{NOTICE}}</span></p>
{{/NOTICE}}
{{#SETUP}}
<p class="lead">[[Before the pages of this bench can be used, give them a password.]]</p>
{{/SETUP}}
{{#PASSWORD_RULE}}
<div class="rule" id="password-rule">
<h2>[[What a password needs]]</h2>
<p>{{PASSWORD_RULE}}</p>
</div>
{{/PASSWORD_RULE}}
<form class="card" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{#SETUP_TOKEN}}
<input type="hidden" name="token" value="{{SETUP_TOKEN}}">
{{/SETUP_TOKEN}}
{{#NEXT}}
<input type="hidden" name="next" value="{{NEXT}}">
{{/NEXT}}
<input type="hidden" name="username" value="{{ACCOUNT}}" autocomplete="username">
{{#FIELD}}
{{>PASSWORD}}
{{/FIELD}}
<p class="buttons"><button class="primary">{{BUTTON}}</button>{{#CANCEL_LINK}} <a class="button" href="{{CANCEL_LINK}}">[[Cancel]]</a>{{/CANCEL_LINK}}</p>
</form>
</div>
