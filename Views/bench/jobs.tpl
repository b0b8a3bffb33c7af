{{%AUTOESCAPE context="HTML"}}
{{#NONE}}
<p class="lead">[[There are no jobs yet. A job is a template and the devices that get it.]]</p>
{{/NONE}}
{{#TABLE}}
<table class="table stackable" role="table">
<caption class="hidden">[[Jobs]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[Job]]</th><th role="columnheader" scope="col" class="number">[[Devices]]</th><th role="columnheader" scope="col">[[Made]]</th><th role="columnheader" scope="col">[[By]]</th><th role="columnheader" scope="col">[[Work]]</th></tr>
</thead>
<tbody role="rowgroup">
{{#JOB}}
<tr role="row">
<th role="rowheader" scope="row"><a href="{{LINK}}">{{NAME}}</a></th>
<td role="cell" data-label="[[Devices]]" class="number">{{DEVICES}}</td>
<td role="cell" data-label="[[Made]]">{{>MADE}}</td>
<td role="cell" data-label="[[By]]">{{AUTHOR:p}}</td>
<td role="cell" data-label="[[Work]]"><a class="button small" href="{{SCAN_LINK}}">[[Scan]]<span class="hidden"> {{NAME}}</span></a> <a class="button small" href="{{BOARD_LINK}}">[[Board]]<span class="hidden"> {{NAME}}</span></a></td>
</tr>
{{/JOB}}
</tbody>
</table>
{{/TABLE}}
<p class="buttons"><a class="button primary" href="{{NEW_LINK}}">[[New job]]</a></p>
