{{%AUTOESCAPE context="HTML"}}
<p class="lead">[[The phone's own menu. With the keyboard a digit chooses a line, the arrow keys go up and down, and Esc goes back.]]</p>
<div class="handset" data-handset>
<section class="screen" aria-labelledby="screen-heading">
<p class="headline"><span>{{PHONE}}</span> <span class="cloud cloud-{{CLOUD}}" role="img" aria-label="[[Webex: {{CLOUD_WORDS}}]]">☁</span></p>
<h2 id="screen-heading">{{HEADING}}</h2>
{{#ERROR}}
<p class="error" id="screen-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{ERROR}}</p>
{{/ERROR}}
{{#TEXT}}
<p>{{TEXT}}</p>
{{/TEXT}}
{{#LIVE}}
<div data-live="{{LIVE_LINK}}" data-events="{{EVENTS_LINK}}">
{{>PROGRESS}}
</div>
<p class="hidden" role="status" data-announcer></p>
<p class="error" data-ended hidden>[[This screen is no longer kept current.]]</p>
{{/LIVE}}
{{#ITEMS}}
<ol class="menu">
{{#ITEM}}
<li><a href="{{ITEM_LINK}}" data-digit="{{DIGIT}}"><span class="digit" aria-hidden="true">{{DIGIT}}</span> {{LABEL}}{{#NOTE}} <span class="note">{{NOTE}}</span>{{/NOTE}}</a></li>
{{/ITEM}}
</ol>
{{/ITEMS}}
{{#LINES}}
<dl class="rows">
{{#LINE}}
<div><dt>{{LABEL}}</dt><dd>{{VALUE}}</dd></div>
{{/LINE}}
</dl>
{{/LINES}}
{{#FORM}}
<form id="screen-form" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
{{#HIDDEN}}
<input type="hidden" name="{{HIDDEN_NAME}}" value="{{HIDDEN_VALUE:p}}">
{{/HIDDEN}}
{{#FIELD}}
<label for="screen-field">{{FIELD_LABEL}}</label>
<input id="screen-field" name="{{FIELD_NAME}}" value="{{FIELD_VALUE:p}}" autocomplete="off" autocapitalize="none" spellcheck="false" autofocus aria-describedby="screen-field-help"{{#INVALID}} aria-invalid="true"{{/INVALID}}>
<p class="help" id="screen-field-help">{{FIELD_HELP}}</p>
{{/FIELD}}
</form>
{{/FORM}}
</section>
<div class="softkeys" role="group" aria-label="[[Soft keys]]">
{{#KEY}}
{{#SUBMIT}}
<button form="screen-form">{{LABEL}}</button>
{{/SUBMIT}}
{{#GO}}
<a class="button" href="{{KEY_LINK}}"{{#BACK}} data-back{{/BACK}}>{{LABEL}}</a>
{{/GO}}
{{/KEY}}
</div>
</div>
{{#PICTURE}}
<p class="picture"><a href="{{PICTURE}}">[[Picture of this screen (BMP)]]</a></p>
{{/PICTURE}}
