{{%AUTOESCAPE context="HTML"}}
<p class="buttons top unprinted"><a class="button" href="{{CSV_LINK}}" download>[[Download as CSV]]</a></p>
<div class="card">
<dl class="rows dense">
<div><dt>[[As of]]</dt><dd>{{>NOW}}</dd></div>
<div><dt>[[Job made]]</dt><dd>{{>MADE}} {{AUTHOR:p}}</dd></div>
<div><dt>[[Template]]</dt><dd>{{TEMPLATE:p}}</dd></div>
<div><dt>[[Devices]]</dt><dd>{{DEVICES}}</dd></div>
<div><dt>[[Scanned]]</dt><dd>{{SCANNED}}</dd></div>
{{#STATE}}
<div><dt><span class="mark" data-mark="{{STATE_MARK}}"><b aria-hidden="true">{{STATE_SIGN}}</b> {{STATE_WORD}}</span></dt><dd>{{STATE_COUNT}}</dd></div>
{{/STATE}}
</dl>
</div>
{{#NONE}}
<p class="lead">[[The job has no devices yet. They come by scans.]]</p>
{{/NONE}}
{{#TABLE}}
<table class="table stackable report" role="table">
<caption class="hidden">[[Devices]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[MAC]]</th><th role="columnheader" scope="col">[[Serial number]]</th><th role="columnheader" scope="col">[[Product]]</th><th role="columnheader" scope="col">[[Name]]</th><th role="columnheader" scope="col">[[Profile (SHA-256)]]</th><th role="columnheader" scope="col">[[State]]</th><th role="columnheader" scope="col">[[When, by whom]]</th></tr>
</thead>
<tbody role="rowgroup">
{{#LINE}}
<tr role="row">
<th role="rowheader" scope="row"><code>{{MAC}}</code></th>
<td role="cell" data-label="[[Serial number]]"{{#NO_SERIAL}} class="blank"{{/NO_SERIAL}}>{{SERIAL}}</td>
<td role="cell" data-label="[[Product]]">{{PRODUCT}}</td>
<td role="cell" data-label="[[Name]]"{{#NO_NAME}} class="blank"{{/NO_NAME}}>{{NAME:p}}</td>
<td role="cell" data-label="[[Profile (SHA-256)]]"><code title="{{FULL_CHECKSUM}}">{{CHECKSUM}}</code></td>
<td role="cell" data-label="[[State]]"><span class="mark" data-mark="{{MARK}}"><b aria-hidden="true">{{SIGN}}</b> {{WORD}}</span></td>
<td role="cell" data-label="[[When, by whom]]"{{#NOTHING}} class="blank"{{/NOTHING}}>{{#LAST}}{{>TIME}}{{#ACTOR}} {{ACTOR:p}}{{/ACTOR}}{{#PEER}} <code>{{PEER}}</code>{{/PEER}}{{/LAST}}</td>
</tr>
{{/LINE}}
</tbody>
</table>
{{/TABLE}}
{{#PAGES}}
<nav class="pages unprinted" aria-label="[[Pages of the table]]">
{{#PREVIOUS_LINK}}
<a class="button" rel="prev" href="{{PREVIOUS_LINK}}">[[Previous]]</a>
{{/PREVIOUS_LINK}}
<span>{{RANGE}}</span>
{{#NEXT_LINK}}
<a class="button" rel="next" href="{{NEXT_LINK}}">[[Next]]</a>
{{/NEXT_LINK}}
</nav>
{{/PAGES}}
