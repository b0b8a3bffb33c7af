{{%AUTOESCAPE context="HTML"}}
<div class="stacked{{#ERROR}} faulty{{/ERROR}}">
<label for="{{NAME}}">{{LABEL}}</label>
{{#HELP}}
<p class="help" id="{{NAME}}-help">{{HELP}}</p>
{{/HELP}}
{{#ERROR}}
<p class="error" id="{{NAME}}-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{ERROR}}</p>
{{/ERROR}}
<input type="password" id="{{NAME}}" name="{{NAME}}" autocomplete="{{AUTOCOMPLETE}}"{{#DESCRIBED}} aria-describedby="{{#HELP}}{{NAME}}-help {{/HELP}}{{#ERROR}}{{NAME}}-error{{/ERROR}}"{{/DESCRIBED}}{{#ERROR}} aria-invalid="true"{{/ERROR}}>
</div>
