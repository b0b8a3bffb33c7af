{{%AUTOESCAPE context="HTML"}}
<ul class="effect-list">
{{#EFFECT}}
<li>{{#EFFECT_LABEL}}<span class="effect {{EFFECT_WORD}}">{{EFFECT_LABEL}}</span> {{/EFFECT_LABEL}}{{EFFECT_SENTENCE}}</li>
{{/EFFECT}}
</ul>
