{{%AUTOESCAPE context="HTML"}}
{{#INTRODUCTION}}
<p class="lead">{{INTRODUCTION}}</p>
{{/INTRODUCTION}}
{{>ROWS}}
{{#ACTIONS}}
<div class="cards">
{{#ACTION}}
<section class="card" aria-labelledby="{{ACTION_ID}}">
<h2 id="{{ACTION_ID}}">{{ACTION_TITLE}}</h2>
<p class="help">{{ACTION_HELP}}</p>
{{#ACTION_LINK}}
<p><a href="{{ACTION_LINK}}">{{ACTION_LINK_LABEL}}</a></p>
{{/ACTION_LINK}}
{{#OBSTACLE}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{OBSTACLE}}</span></p>
{{/OBSTACLE}}
{{#FORM}}
<form method="post" action="{{FORM_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<p class="buttons"><button class="{{BUTTON_CLASS}}">{{BUTTON}}</button></p>
</form>
{{/FORM}}
</section>
{{/ACTION}}
</div>
{{/ACTIONS}}
