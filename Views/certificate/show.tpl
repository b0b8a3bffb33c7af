{{%AUTOESCAPE context="HTML"}}
{{#WARNING}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{WARNING_TEXT}}</span></p>
{{/WARNING}}
<section class="card" aria-label="[[Certificate]]">
{{>CERTIFICATE}}
<p><a href="{{CHAIN_LINK}}" download>[[Download the certificate (PEM, without its key)]]</a></p>
</section>
{{#INSTALLED}}
<form class="card" method="post" action="{{USE_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<fieldset class="checks">
<legend>[[Use it for]]</legend>
{{#USE}}
<label class="check"><input type="checkbox" name="use" value="{{USE_VALUE}}"{{#USE_CHECKED}} checked{{/USE_CHECKED}}> {{USE_LABEL}}</label>
{{/USE}}
</fieldset>
<p class="buttons"><button class="primary">[[Save]]</button> <a class="button" href="{{DELETE_LINK}}">[[Delete]]</a></p>
</form>
{{/INSTALLED}}
<p><a href="{{BACK_LINK}}">[[All certificates]]</a></p>
