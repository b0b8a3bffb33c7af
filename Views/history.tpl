{{%AUTOESCAPE context="HTML"}}
{{#NOTHING}}
<p class="lead">[[Nothing has been changed since the factory state.]]</p>
{{/NOTHING}}
{{#TABLE}}
<p class="lead">[[Every change of the configuration, newest first.]]</p>
<table class="table stackable" role="table">
<caption class="hidden">[[Revisions of the configuration]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[Revision]]</th><th role="columnheader" scope="col">[[Time]]</th><th role="columnheader" scope="col">[[Origin]]</th><th role="columnheader" scope="col">[[Note]]</th><th role="columnheader" scope="col" class="number">[[Changes]]</th></tr>
</thead>
<tbody role="rowgroup">
{{#REVISION}}
<tr role="row">
<th role="rowheader" scope="row"><a href="{{REVISION_LINK}}">[[Revision {{NUMBER}}]]</a></th>
<td role="cell" data-label="[[Time]]">{{>TIME}}</td>
<td role="cell" data-label="[[Origin]]">{{ORIGIN}}</td>
<td role="cell" data-label="[[Note]]"{{#NO_NOTE}} class="blank"{{/NO_NOTE}}>{{NOTE}}</td>
<td role="cell" data-label="[[Changes]]" class="number">{{CHANGE_COUNT}}</td>
</tr>
{{/REVISION}}
</tbody>
</table>
{{/TABLE}}
{{#PAGES}}
<nav class="pages" aria-label="[[Pages of the history]]">
{{#NEWER}}
<a class="button" rel="prev" href="{{NEWER_LINK}}">[[Newer]]</a>
{{/NEWER}}
<span>{{RANGE}}</span>
{{#OLDER}}
<a class="button" rel="next" href="{{OLDER_LINK}}">[[Older]]</a>
{{/OLDER}}
</nav>
{{/PAGES}}
