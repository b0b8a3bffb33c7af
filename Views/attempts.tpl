{{%AUTOESCAPE context="HTML"}}
<section class="card provisioning" aria-labelledby="attempts-heading">
<h2 id="attempts-heading">{{HEADING}}</h2>
{{#NO_ATTEMPTS}}
<p class="none">[[There are none here.]]</p>
{{/NO_ATTEMPTS}}
{{>ATTEMPT}}
</section>
<nav class="buttons" aria-label="[[Pages]]">
{{#NEWER}}
<a class="button" rel="prev" href="{{NEWER}}">[[Newer attempts]]</a>
{{/NEWER}}
{{#EARLIER}}
<a class="button" rel="next" href="{{EARLIER}}">[[Earlier attempts]]</a>
{{/EARLIER}}
<a class="button" href="{{BACK_LINK}}">[[Back to Provisioning]]</a>
</nav>
