{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
{{#NOTHING}}
<p class="lead">[[Nothing has been changed since the factory state.]]</p>
{{/NOTHING}}
{{#TOOLS}}
<p class="lead">[[Every change of the configuration, newest first.]]</p>
<div class="history-tools">
<form class="inline-form" method="get" action="{{HISTORY_LINK}}" role="search" aria-label="[[Filter the history]]">
<div><label for="origin">[[Origin]]</label>
<select id="origin" name="origin"><option value="">[[Any origin]]</option>{{#ORIGIN_CHOICE}}<option value="{{CHOICE_VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_LABEL}}</option>{{/ORIGIN_CHOICE}}</select></div>
<div><label for="author">[[Author]]</label>
<select id="author" name="author"><option value="">[[Anybody]]</option>{{#AUTHOR_CHOICE}}<option{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_VALUE:p}}</option>{{/AUTHOR_CHOICE}}</select></div>
<button>[[Show]]</button>
{{#FILTERED}}
<a class="button" href="{{HISTORY_LINK}}">[[Show all]]</a>
{{/FILTERED}}
</form>
{{#UNDO}}
<form class="inline-form" method="post" action="{{UNDO_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{UNDO_REVISION}}">
<button>[[Undo revision {{UNDO_REVISION}}]]</button>
</form>
{{/UNDO}}
</div>
{{/TOOLS}}
{{#NO_MATCH}}
<p class="notice info"><span aria-hidden="true">ℹ</span> <span>[[No revision fits this filter.]]</span></p>
{{/NO_MATCH}}
{{#TABLE}}
<form method="get" action="{{DIFFERENCE_LINK}}">
<table class="table stackable revisions" role="table">
<caption class="hidden">[[Revisions of the configuration]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[Revision]]</th><th role="columnheader" scope="col">[[Time]]</th><th role="columnheader" scope="col">[[Origin]]</th><th role="columnheader" scope="col">[[Author]]</th><th role="columnheader" scope="col">[[Note]]</th><th role="columnheader" scope="col" class="number">[[Changes]]</th><th role="columnheader" scope="col">[[From]]</th><th role="columnheader" scope="col">[[To]]</th></tr>
</thead>
<tbody role="rowgroup">
{{#REVISION}}
<tr role="row">
<th role="rowheader" scope="row"><a href="{{REVISION_LINK}}">[[Revision {{NUMBER}}]]</a>{{#SAVEPOINT}} <span class="tag">{{SAVEPOINT_NAME:p}}</span>{{/SAVEPOINT}}{{#PENDING}} <span class="badge badge-B">[[waits]]</span>{{/PENDING}}</th>
<td role="cell" data-label="[[Time]]">{{>TIME}}</td>
<td role="cell" data-label="[[Origin]]">{{ORIGIN:p}}</td>
<td role="cell" data-label="[[Author]]"{{#NO_AUTHOR}} class="blank"{{/NO_AUTHOR}}>{{AUTHOR:p}}</td>
<td role="cell" data-label="[[Note]]"{{#NO_NOTE}} class="blank"{{/NO_NOTE}}>{{NOTE:p}}</td>
<td role="cell" data-label="[[Changes]]" class="number">{{CHANGE_COUNT}}</td>
<td role="cell" data-label="[[From]]" class="choice"><input type="radio" name="from" value="{{NUMBER}}" aria-label="[[From revision {{NUMBER}}]]"{{#IS_FROM}} checked{{/IS_FROM}}></td>
<td role="cell" data-label="[[To]]" class="choice"><input type="radio" name="to" value="{{NUMBER}}" aria-label="[[To revision {{NUMBER}}]]"{{#IS_TO}} checked{{/IS_TO}}></td>
</tr>
{{/REVISION}}
</tbody>
</table>
<p class="buttons"><button>[[Compare]]</button></p>
</form>
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
<section class="card" aria-labelledby="savepoints">
<h2 id="savepoints">[[Savepoints]]</h2>
<p class="help">[[A savepoint is a name for a revision, to find it and come back to it.]]</p>
{{#SAVEPOINTS}}
<table class="table stackable" role="table">
<caption class="hidden">[[Savepoints]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[Name]]</th><th role="columnheader" scope="col">[[Revision]]</th><th role="columnheader" scope="col">[[Named]]</th><th role="columnheader" scope="col">[[Author]]</th><th role="columnheader" scope="col">[[Change]]</th></tr>
</thead>
<tbody role="rowgroup">
{{#SAVEPOINT_ROW}}
<tr role="row">
<th role="rowheader" scope="row">{{SAVEPOINT_NAME:p}}</th>
<td role="cell" data-label="[[Revision]]">{{#REVISION_PAGE}}<a href="{{REVISION_LINK}}">[[Revision {{NUMBER}}]]</a>{{/REVISION_PAGE}}{{#FACTORY_STATE}}[[Factory state]]{{/FACTORY_STATE}}</td>
<td role="cell" data-label="[[Named]]">{{>TIME}}</td>
<td role="cell" data-label="[[Author]]"{{#NO_AUTHOR}} class="blank"{{/NO_AUTHOR}}>{{AUTHOR:p}}</td>
<td role="cell" data-label="[[Change]]"><div class="savepoint-deeds">
<a class="button small" href="{{RESTORE_LINK}}">[[Restore…]]<span class="hidden"> {{SAVEPOINT_NAME:p}}</span></a>
<form class="inline-form" method="post" action="{{RENAME_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input name="name" value="{{SAVEPOINT_NAME:p}}" maxlength="60" aria-label="[[New name of {{SAVEPOINT_NAME:p}}]]" autocomplete="off">
<button class="small">[[Rename]]</button>
</form>
<form class="inline-form" method="post" action="{{DELETE_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<button class="small">[[Delete]]<span class="hidden"> {{SAVEPOINT_NAME:p}}</span></button>
</form>
</div></td>
</tr>
{{/SAVEPOINT_ROW}}
</tbody>
</table>
{{/SAVEPOINTS}}
<form class="inline-form wide" method="post" action="{{SAVEPOINT_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{PRESENT_REVISION}}">
<div><label for="savepoint-name">[[Name of the present state, revision {{PRESENT_REVISION}}]]</label>
<input id="savepoint-name" name="name" value="{{TYPED_NAME:p}}" maxlength="60" autocomplete="off"{{#NAME_ERROR}} aria-invalid="true" aria-describedby="savepoint-name-error"{{/NAME_ERROR}}>
{{#NAME_ERROR}}
<p class="error" id="savepoint-name-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{NAME_ERROR}}</p>
{{/NAME_ERROR}}
</div>
<button>[[Make savepoint]]</button>
</form>
</section>
