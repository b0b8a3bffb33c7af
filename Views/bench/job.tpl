{{%AUTOESCAPE context="HTML"}}
<p class="buttons top"><a class="button primary" href="{{SCAN_LINK}}">[[Scan]]</a> <a class="button" href="{{BOARD_LINK}}">[[Board]]</a> <a class="button" href="{{REPORT_LINK}}">[[Report]]</a></p>
<div class="panels">
<section class="card" aria-labelledby="progress-heading">
<h2 id="progress-heading">[[How far it is]]</h2>
<dl class="rows dense">
<div><dt>[[Devices]]</dt><dd>{{TOTAL}}</dd></div>
<div><dt>[[Scanned]]</dt><dd>{{SCANNED}}</dd></div>
{{#STATE}}
<div><dt><span class="mark" data-mark="{{STATE_MARK}}"><b aria-hidden="true">{{STATE_SIGN}}</b> {{STATE_WORD}}</span></dt><dd><a href="{{STATE_LINK}}">{{STATE_COUNT}}<span class="hidden"> {{STATE_WORD}}</span></a></dd></div>
{{/STATE}}
</dl>
</section>
<section class="card" aria-labelledby="facts-heading">
<h2 id="facts-heading">[[What it is]]</h2>
<dl class="rows dense">
<div><dt>[[Made]]</dt><dd>{{>MADE}}{{#AUTHOR}} [[by {{AUTHOR:p}}]]{{/AUTHOR}}</dd></div>
<div><dt>[[Template]]</dt><dd><a href="{{TEMPLATE_LINK}}" download>{{TEMPLATE:p}}</a> <span class="help">{{TEMPLATE_SIZE}}</span></dd></div>
<div><dt>[[File names]]</dt><dd><code>{{FILE_NAMES}}</code> <span class="help">{{LAYOUT}}</span></dd></div>
<div><dt>[[Delivery]]</dt><dd><code>{{DELIVERY}}</code></dd></div>
{{#COLUMNS}}
<div><dt>[[Columns]]</dt><dd>{{COLUMNS:p}}</dd></div>
{{/COLUMNS}}
{{#MODEL}}
<div><dt>[[Model]]</dt><dd>{{MODEL}}</dd></div>
{{/MODEL}}
{{#SOFTWARE_VERSION}}
<div><dt>[[Firmware]]</dt><dd>{{SOFTWARE_VERSION:p}}</dd></div>
{{/SOFTWARE_VERSION}}
<div><dt>[[Scans]]</dt><dd>{{#SCAN_ADDS}}[[add devices]] {{/SCAN_ADDS}}{{#SCAN_PAIRS}}[[pair serial numbers]]{{/SCAN_PAIRS}}{{#SCAN_NEITHER}}[[of these devices only]]{{/SCAN_NEITHER}}</dd></div>
</dl>
</section>
</div>
<section aria-labelledby="devices-heading">
<div class="heading"><h2 id="devices-heading">[[Devices]]</h2> <a href="{{DEVICES_LINK}}" download>[[Download as CSV]]</a></div>
{{#NO_DEVICES}}
<p class="lead">[[The job has no devices yet. They come by scans.]]</p>
{{/NO_DEVICES}}
{{#TABLE}}
<table class="table stackable" role="table">
<caption class="hidden">[[Devices]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[MAC]]</th><th role="columnheader" scope="col">[[Serial number]]</th><th role="columnheader" scope="col">[[Product]]</th><th role="columnheader" scope="col">[[Name]]</th><th role="columnheader" scope="col">[[State]]</th></tr>
</thead>
<tbody role="rowgroup">
{{#DEVICE}}
<tr role="row">
<th role="rowheader" scope="row"><a href="{{DEVICE_LINK}}"><code>{{MAC}}</code></a></th>
<td role="cell" data-label="[[Serial number]]"{{#NO_SERIAL}} class="blank"{{/NO_SERIAL}}>{{SERIAL}}</td>
<td role="cell" data-label="[[Product]]">{{PRODUCT}}</td>
<td role="cell" data-label="[[Name]]"{{#NO_NAME}} class="blank"{{/NO_NAME}}>{{NAME:p}}</td>
<td role="cell" data-label="[[State]]"><span class="mark" data-mark="{{MARK}}"><b aria-hidden="true">{{SIGN}}</b> {{WORD}}</span>{{#IS_SCANNED}} <span class="tag">[[scanned]]</span>{{/IS_SCANNED}}</td>
</tr>
{{/DEVICE}}
</tbody>
</table>
{{/TABLE}}
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
</section>
<p class="buttons"><a class="button" href="{{DELETE_LINK}}">[[Delete this job…]]</a></p>
