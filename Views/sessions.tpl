{{%AUTOESCAPE context="HTML"}}
<p class="lead">[[Browsers that are logged in.]] {{DURATION}}</p>
<table class="table stackable sessions" role="table">
<caption class="hidden">[[Sessions]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[Browser]]</th>{{#ACCOUNTS}}<th role="columnheader" scope="col">[[Account]]</th>{{/ACCOUNTS}}<th role="columnheader" scope="col">[[Address]]</th><th role="columnheader" scope="col">[[Logged in]]</th><th role="columnheader" scope="col">[[Last used]]</th><th role="columnheader" scope="col">[[End]]</th></tr>
</thead>
<tbody role="rowgroup">
{{#SESSION}}
<tr role="row"{{#IS_CURRENT}} aria-current="true"{{/IS_CURRENT}}>
<th role="rowheader" scope="row">{{BROWSER:p}}{{#SYSTEM}} <span class="system">{{SYSTEM:p}}</span>{{/SYSTEM}}{{#IS_CURRENT}} <span class="tag">[[this browser]]</span>{{/IS_CURRENT}}</th>
{{#OF_ACCOUNT}}
<td role="cell" data-label="[[Account]]">{{OF_ACCOUNT:p}}</td>
{{/OF_ACCOUNT}}
<td role="cell" data-label="[[Address]]">{{ADDRESS:p}}{{#LAST_ADDRESS}} <span class="help">[[last {{LAST_ADDRESS:p}}]]</span>{{/LAST_ADDRESS}}</td>
<td role="cell" data-label="[[Logged in]]">{{>SINCE}}</td>
<td role="cell" data-label="[[Last used]]">{{>USED}}</td>
<td role="cell" data-label="[[End]]"{{#IS_CURRENT}} class="blank"{{/IS_CURRENT}}>{{#END}}<form method="post" action="{{END_ACTION}}"><input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}"><button class="small">[[End]]<span class="hidden"> {{BROWSER:p}}, {{ADDRESS:p}}</span></button></form>{{/END}}</td>
</tr>
{{/SESSION}}
</tbody>
</table>
{{#OTHERS}}
<form method="post" action="{{OTHERS_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<p class="buttons"><button>[[End all others]]</button></p>
</form>
{{/OTHERS}}
<p class="help">[[Whoever uses a session that is ended has to log in again; drafts stay. A new password ends all other sessions of its account. Scripts that show a password with each request have no session.]]</p>
<section class="card narrow" aria-labelledby="last-logins">
<h2 id="last-logins">[[Last logins]]</h2>
<dl class="facts">
<div><dt>[[Last successful login]]</dt><dd>{{#SUCCESS}}{{>SUCCESS}}{{/SUCCESS}}{{#NO_SUCCESS}}[[none]]{{/NO_SUCCESS}}</dd></div>
<div><dt>[[Last failed login]]</dt><dd>{{#FAILURE}}{{>FAILURE}}{{/FAILURE}}{{#NO_FAILURE}}[[none]]{{/NO_FAILURE}}</dd></div>
</dl>
</section>
