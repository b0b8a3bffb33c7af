{{%AUTOESCAPE context="HTML"}}
<dl class="facts card">
<div><dt>[[Time]]</dt><dd>{{>TIME}}</dd></div>
<div><dt>[[Origin]]</dt><dd>{{ORIGIN}}</dd></div>
{{#NOTE}}
<div><dt>[[Note]]</dt><dd>{{NOTE}}</dd></div>
{{/NOTE}}
<div><dt>[[Changes]]</dt><dd>{{CHANGE_COUNT}}</dd></div>
</dl>
<h2>[[What changed]]</h2>
{{>CHANGES}}
<nav class="pages" aria-label="[[Revisions]]">
{{#OLDER}}
<a class="button" rel="prev" href="{{OLDER_LINK}}">[[Earlier revision]]</a>
{{/OLDER}}
<a class="button" href="{{HISTORY_LINK}}">[[All revisions]]</a>
{{#NEWER}}
<a class="button" rel="next" href="{{NEWER_LINK}}">[[Later revision]]</a>
{{/NEWER}}
</nav>
