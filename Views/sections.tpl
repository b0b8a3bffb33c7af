{{%AUTOESCAPE context="HTML"}}
{{#INTRODUCTION}}
<p class="lead">{{INTRODUCTION}}</p>
{{/INTRODUCTION}}
{{#LIVE}}
<p class="notice warning" data-ended hidden><span aria-hidden="true">⚠</span> <span>[[This page is no longer kept current. <a href="{{PAGE_LINK}}">Reload it</a>]]</span></p>
<p class="updated"><a class="button small" href="{{RELOAD_LINK}}">[[Reload]]</a></p>
{{/LIVE}}
<div{{#EVENTS_LINK}} class="dense" data-sections data-events="{{EVENTS_LINK}}"{{/EVENTS_LINK}}>
{{>ROWS}}
</div>
