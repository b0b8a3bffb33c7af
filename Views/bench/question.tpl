{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<form class="card" method="post" action="{{ACTION}}">
<p class="state">{{SENTENCE}}</p>
<p>{{CONSEQUENCE}}</p>
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<p class="buttons"><button class="danger">{{BUTTON}}</button> <a class="button" href="{{CANCEL_LINK}}">[[Cancel]]</a></p>
</form>
</div>
