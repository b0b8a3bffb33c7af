{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
<p class="notice warning" data-ended hidden><span aria-hidden="true">⚠</span> <span>[[This page is no longer kept current. <a href="{{PAGE_LINK}}">Reload it</a>]]</span></p>
<div data-live="{{LIVE_LINK}}" data-events="{{EVENTS_LINK}}">
{{>LIVE}}
</div>
<p class="hidden" role="status" data-announcer></p>
<p class="buttons"><a class="button" href="{{BACK_LINK}}">[[Back to Provisioning]]</a></p>
