{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
{{#PROBLEM}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{PROBLEM_TEXT}}</span></p>
{{/PROBLEM}}
<div class="cards">
<section class="card" aria-labelledby="web-server">
<h2 id="web-server">[[Web server]]</h2>
<p class="help">{{SERVER_SENTENCE}}</p>
{{>SERVER}}
{{#RENEW}}
<form method="post" action="{{RENEW_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<p class="buttons"><button>[[Make a new certificate]]</button></p>
<p class="help">[[With a new key. Browsers that trust the present one will ask again.]]</p>
</form>
{{/RENEW}}
</section>
<section class="card" aria-labelledby="provisioning">
<h2 id="provisioning">[[Provisioning servers]]</h2>
<p class="help">{{CLIENT_SENTENCE}}</p>
{{>CLIENT}}
</section>
</div>
<section class="card" aria-labelledby="add">
<h2 id="add">[[Add certificate]]</h2>
<p class="help">[[A certificate with its private key: PEM (the certificate, those that lead to its authority, and the key, in one file), or PKCS #12 (.p12, .pfx) with its password. The key stays on this phone.]]</p>
<form class="upload" method="post" action="{{ADD_ACTION}}" enctype="multipart/form-data" novalidate>
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<p class="pair{{#FILE_ERROR}} faulty{{/FILE_ERROR}}"><label for="certificate">[[File]]</label>
<input type="file" id="certificate" name="certificate" accept=".pem,.crt,.cer,.p12,.pfx,application/x-pem-file,application/x-pkcs12"{{#FILE_ERROR}} aria-invalid="true" aria-describedby="certificate-error"{{/FILE_ERROR}}>
{{#FILE_ERROR}}
<span class="error" id="certificate-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{FILE_ERROR}}</span>
{{/FILE_ERROR}}
</p>
<p class="pair{{#PASSWORD_ERROR}} faulty{{/PASSWORD_ERROR}}"><label for="password">[[Extract password]]</label>
<input type="password" id="password" name="password" value="" autocomplete="off" aria-describedby="password-help{{#PASSWORD_ERROR}} password-error{{/PASSWORD_ERROR}}"{{#PASSWORD_ERROR}} aria-invalid="true"{{/PASSWORD_ERROR}}>
<span class="help" id="password-help">[[Of a file that is protected with one; it is not kept.]]</span>
{{#PASSWORD_ERROR}}
<span class="error" id="password-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{PASSWORD_ERROR}}</span>
{{/PASSWORD_ERROR}}
</p>
<fieldset class="checks">
<legend>[[Use it for]]</legend>
{{#USE}}
<label class="check"><input type="checkbox" name="use" value="{{USE_VALUE}}"{{#USE_CHECKED}} checked{{/USE_CHECKED}}> {{USE_LABEL}}</label>
{{/USE}}
</fieldset>
<p class="buttons"><button class="primary">[[Upload]]</button></p>
</form>
</section>
<section aria-labelledby="existing">
<h2 id="existing">[[Existing certificates]]</h2>
{{#NOTHING}}
<p class="lead">[[Nobody has installed a certificate; the phone uses those that it made itself.]]</p>
{{/NOTHING}}
{{#TABLE}}
<table class="table stackable" role="table">
<caption class="hidden">[[Installed certificates]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[Subject]]</th><th role="columnheader" scope="col">[[Issuer]]</th><th role="columnheader" scope="col">[[Valid until]]</th><th role="columnheader" scope="col">[[Used for]]</th><th role="columnheader" scope="col"><span class="hidden">[[Actions]]</span></th></tr>
</thead>
<tbody role="rowgroup">
{{#ROW}}
<tr role="row">
<th role="rowheader" scope="row">{{SUBJECT}}</th>
<td role="cell" data-label="[[Issuer]]">{{ISSUER}}</td>
<td role="cell" data-label="[[Valid until]]">{{UNTIL}}{{#ROW_WARNING}} <span class="fault">{{ROW_WARNING}}</span>{{/ROW_WARNING}}</td>
<td role="cell" data-label="[[Used for]]">{{USES}}</td>
<td role="cell" data-label="[[Actions]]"><a href="{{VIEW_LINK}}">[[View<span class="hidden"> {{SUBJECT}}</span>]]</a> · <a href="{{DELETE_LINK}}">[[Delete<span class="hidden"> {{SUBJECT}}</span>]]</a></td>
</tr>
{{/ROW}}
</tbody>
</table>
{{/TABLE}}
</section>
<section aria-labelledby="scep">
<h2 id="scep">[[SCEP configuration]]</h2>
<p>[[This phone does not enrol by SCEP: certificates are installed here, by <code>onhook certificate install</code>, or by the JSON API.]]</p>
</section>
