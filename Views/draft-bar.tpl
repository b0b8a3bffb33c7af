{{%AUTOESCAPE context="HTML"}}
<section class="bar draft-bar" aria-label="[[Draft]]">
<p><b>{{COUNT}}</b>{{#CONFLICTS}} <span class="conflicts"><span aria-hidden="true">⚠</span> {{CONFLICTS}}</span>{{/CONFLICTS}}</p>
<a class="button primary" href="{{REVIEW_LINK}}">[[Review]]</a>
<a class="button" href="{{DISCARD_LINK}}">[[Discard]]</a>
</section>
