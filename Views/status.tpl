{{%AUTOESCAPE context="HTML"}}
<p class="notice warning" data-ended hidden><span aria-hidden="true">⚠</span> <span>[[This page is no longer kept current. <a href="{{PAGE_LINK}}">Reload it</a>]]</span></p>
<nav class="contents" aria-label="[[Sections of this page]]">
<ul>
<li><a href="#provisioning-heading">[[Provisioning Status]]</a></li>
{{#CONTENTS}}
<li><a href="#{{CONTENTS_ID}}">{{CONTENTS_TITLE}}</a></li>
{{/CONTENTS}}
</ul>
</nav>
<div data-live="{{LIVE_LINK}}" data-events="{{EVENTS_LINK}}">
{{>LIVE}}
</div>
<p class="hidden" role="status" data-announcer></p>
<div class="dense">
{{>ROWS}}
</div>
