{{%AUTOESCAPE context="HTML"}}
<div data-live="{{LIVE_LINK}}" data-events="{{EVENTS_LINK}}">
{{>LIVE}}
</div>
<p class="hidden" role="status" data-announcer></p>
{{>ROWS}}
