{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
{{>ERRORS}}
{{#NOTICE}}
<p class="notice info" role="status"><span aria-hidden="true">ℹ</span> <span>{{NOTICE}}</span></p>
{{/NOTICE}}
<form class="card" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{#NEXT}}
<input type="hidden" name="next" value="{{NEXT}}">
{{/NEXT}}
{{#KEPT}}
<input type="hidden" name="{{KEPT_NAME}}" value="{{KEPT_VALUE:p}}">
{{/KEPT}}
<div class="stacked">
<label for="username">[[User name]]</label>
<p class="help" id="username-help">[[<code>admin</code> or <code>user</code>]]</p>
<input id="username" name="username" value="{{USERNAME:p}}" autocomplete="username" autocapitalize="none" spellcheck="false" aria-describedby="username-help"{{#FOCUS_USERNAME}} autofocus{{/FOCUS_USERNAME}}>
</div>
{{>PASSWORD}}
<p class="buttons"><button class="primary">[[Log in]]</button></p>
</form>
</div>
