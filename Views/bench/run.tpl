{{%AUTOESCAPE context="HTML"}}
<div class="card">
<dl class="rows dense">
<div><dt>[[Begun]]</dt><dd>{{>BEGUN}}{{#AUTHOR}} [[by {{AUTHOR:p}}]]{{/AUTHOR}}</dd></div>
<div><dt>[[Done]]</dt><dd><progress max="{{END}}" value="{{FINISHED}}" aria-label="[[Done]]"></progress> [[{{FINISHED}} of {{DEVICES}}]]{{#UNDER_WAY}} <a class="button small" href="{{RELOAD_LINK}}">[[Reload]]</a>{{/UNDER_WAY}}</dd></div>
{{#FAILED}}
<div><dt>[[Not as they should be]]</dt><dd><a href="{{FAILED_LINK}}">{{FAILED_COUNT}}<span class="hidden"> [[devices]]</span></a></dd></div>
{{/FAILED}}
</dl>
</div>
{{#NONE}}
<p class="lead">[[No device has a result yet.]]</p>
{{/NONE}}
{{#RESULTS}}
<ol class="results">
{{#RESULT}}
<li id="{{ID}}"><span class="mark" {{#GOOD}}data-mark="rehearsed"{{/GOOD}}{{#BAD}}data-mark="failed"{{/BAD}}><b aria-hidden="true">{{#GOOD}}◆{{/GOOD}}{{#BAD}}!{{/BAD}}</b> {{#GOOD}}[[as it should be]]{{/GOOD}}{{#BAD}}[[not as it should be]]{{/BAD}}</span> <a href="{{LINK}}"><code>{{MAC}}</code></a> <span>{{TEXT:p}}</span> <span class="help">{{>TIME}} [[by {{WORKER:p}}]]</span>{{#DETAIL}}<details class="enter"><summary>[[The whole story]]<span class="hidden"> {{MAC}}</span></summary><pre class="detail" tabindex="0" role="region" aria-label="[[Details of {{MAC}}]]">{{DETAIL:p}}</pre></details>{{/DETAIL}}</li>
{{/RESULT}}
</ol>
{{/RESULTS}}
{{#PAGES}}
<nav class="pages" aria-label="[[Pages of the table]]">
{{#PREVIOUS_LINK}}
<a class="button" rel="prev" href="{{PREVIOUS_LINK}}">[[Previous]]</a>
{{/PREVIOUS_LINK}}
<span>{{RANGE}}</span>
{{#NEXT_LINK}}
<a class="button" rel="next" href="{{NEXT_LINK}}">[[Next]]</a>
{{/NEXT_LINK}}
</nav>
{{/PAGES}}
