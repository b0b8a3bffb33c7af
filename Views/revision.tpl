{{%AUTOESCAPE context="HTML"}}
<dl class="facts card">
<div><dt>[[Time]]</dt><dd>{{>TIME}}</dd></div>
<div><dt>[[Origin]]</dt><dd>{{ORIGIN:p}}</dd></div>
{{#AUTHOR}}
<div><dt>[[Author]]</dt><dd>{{AUTHOR:p}}</dd></div>
{{/AUTHOR}}
{{#NOTE}}
<div><dt>[[Note]]</dt><dd>{{NOTE:p}}</dd></div>
{{/NOTE}}
{{#SAVEPOINT}}
<div><dt>[[Savepoint]]</dt><dd><span class="tag">{{SAVEPOINT_NAME:p}}</span></dd></div>
{{/SAVEPOINT}}
<div><dt>[[Changes]]</dt><dd>{{CHANGE_COUNT}}</dd></div>
</dl>
<div class="history-tools">
<a class="button" href="{{RESTORE_LINK}}">[[Restore…]]</a>
{{#UNDO}}
<form class="inline-form" method="post" action="{{UNDO_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{NUMBER}}">
<button>[[Undo]]</button>
</form>
{{/UNDO}}
<a class="button" href="{{EXPORT_LINK}}">[[Export all]]</a>
<a class="button" href="{{CHANGED_EXPORT_LINK}}">[[Export what differs from the factory state]]</a>
<form class="inline-form" method="post" action="{{SAVEPOINT_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{NUMBER}}">
<div><label for="savepoint-name">[[Name of this state]]</label>
<input id="savepoint-name" name="name" maxlength="60" autocomplete="off"></div>
<button>[[Make savepoint]]</button>
</form>
</div>
<h2>[[What changed]]</h2>
{{>CHANGES}}
{{#NO_CHANGES}}
<p class="lead">[[Nothing that this model knows.]]</p>
{{/NO_CHANGES}}
<nav class="pages" aria-label="[[Revisions]]">
{{#OLDER}}
<a class="button" rel="prev" href="{{OLDER_LINK}}">[[Earlier revision]]</a>
{{/OLDER}}
<a class="button" href="{{HISTORY_LINK}}">[[All revisions]]</a>
{{#NEWER}}
<a class="button" rel="next" href="{{NEWER_LINK}}">[[Later revision]]</a>
{{/NEWER}}
</nav>
