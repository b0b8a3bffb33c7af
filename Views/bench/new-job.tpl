{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
{{>ERRORS}}
{{#FILES_AGAIN}}
<p class="notice info"><span aria-hidden="true">ℹ</span> <span>[[Nothing was made. A browser forgets the chosen files: choose them again when they are corrected.]]</span></p>
{{/FILES_AGAIN}}
<form class="card" method="post" action="{{ACTION}}" enctype="multipart/form-data">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<div class="stacked{{#NAME_ERROR}} faulty{{/NAME_ERROR}}">
<label for="name">[[Name]]</label>
<p class="help" id="name-help">[[Small letters, digits, - and _, such as floor-2.]]</p>
{{#NAME_ERROR}}
<p class="error" id="name-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{NAME_ERROR}}</p>
{{/NAME_ERROR}}
<input id="name" name="name" value="{{NAME:p}}" maxlength="64" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="name-help{{#NAME_ERROR}} name-error{{/NAME_ERROR}}"{{#NAME_ERROR}} aria-invalid="true"{{/NAME_ERROR}}>
</div>
<div class="stacked{{#TEMPLATE_ERROR}} faulty{{/TEMPLATE_ERROR}}">
<label for="template">[[Template]]</label>
<p class="help" id="template-help">[[A profile with places such as &#123;&#123;name&#125;&#125;, which are filled with the columns of the list.]]</p>
{{#TEMPLATE_ERROR}}
<p class="error" id="template-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{TEMPLATE_ERROR}}</p>
{{/TEMPLATE_ERROR}}
<input type="file" id="template" name="template" aria-describedby="template-help{{#TEMPLATE_ERROR}} template-error{{/TEMPLATE_ERROR}}"{{#TEMPLATE_ERROR}} aria-invalid="true"{{/TEMPLATE_ERROR}}>
</div>
<div class="stacked{{#DEVICES_ERROR}} faulty{{/DEVICES_ERROR}}">
<label for="devices">[[Devices]]</label>
<p class="help" id="devices-help">[[A CSV whose first line names the columns; mac is needed. Without a list the devices come by scans.]]</p>
{{#DEVICES_ERROR}}
<p class="error" id="devices-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{DEVICES_ERROR}}</p>
{{/DEVICES_ERROR}}
<input type="file" id="devices" name="devices" aria-describedby="devices-help{{#DEVICES_ERROR}} devices-error{{/DEVICES_ERROR}}"{{#DEVICES_ERROR}} aria-invalid="true"{{/DEVICES_ERROR}}>
</div>
<div class="stacked{{#MODEL_ERROR}} faulty{{/MODEL_ERROR}}">
<label for="model">[[Model]]</label>
<p class="help" id="model-help">[[Of devices for which the list names none, and of those that scans add.]]</p>
{{#MODEL_ERROR}}
<p class="error" id="model-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{MODEL_ERROR}}</p>
{{/MODEL_ERROR}}
<select id="model" name="model" aria-describedby="model-help{{#MODEL_ERROR}} model-error{{/MODEL_ERROR}}"{{#MODEL_ERROR}} aria-invalid="true"{{/MODEL_ERROR}}><option value="">[[as the list says]]</option>{{#MODEL_CHOICE}}<option value="{{CHOICE_VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_LABEL}}</option>{{/MODEL_CHOICE}}</select>
</div>
<details class="enter"{{#MORE_OPEN}} open{{/MORE_OPEN}}>
<summary>[[File names, delivery, scans and more]]</summary>
<div class="stacked{{#FILE_NAMES_ERROR}} faulty{{/FILE_NAMES_ERROR}}">
<label for="file_names">[[File names]]</label>
<p class="help" id="file_names-help">[[Rules, one a line, such as <code>$MA.cfg</code>. Empty: <code>$PSN.xml</code>, which a phone from the factory asks for.]]</p>
{{#FILE_NAMES_ERROR}}
<p class="error" id="file_names-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{FILE_NAMES_ERROR}}</p>
{{/FILE_NAMES_ERROR}}
<textarea id="file_names" name="file_names" rows="2" spellcheck="false" aria-describedby="file_names-help{{#FILE_NAMES_ERROR}} file_names-error{{/FILE_NAMES_ERROR}}"{{#FILE_NAMES_ERROR}} aria-invalid="true"{{/FILE_NAMES_ERROR}}>
{{FILE_NAMES:p}}</textarea>
</div>
<div class="stacked">
<label for="layout">[[Layout]]</label>
<select id="layout" name="layout">{{#LAYOUT_CHOICE}}<option value="{{CHOICE_VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_LABEL}}</option>{{/LAYOUT_CHOICE}}</select>
</div>
<div class="stacked{{#DELIVERY_ERROR}} faulty{{/DELIVERY_ERROR}}">
<label for="delivery">[[Delivery]]</label>
{{#DELIVERY_ERROR}}
<p class="error" id="delivery-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{DELIVERY_ERROR}}</p>
{{/DELIVERY_ERROR}}
<select id="delivery" name="delivery"{{#DELIVERY_ERROR}} aria-invalid="true" aria-describedby="delivery-error"{{/DELIVERY_ERROR}}>{{#DELIVERY_CHOICE}}<option value="{{CHOICE_VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_LABEL}}</option>{{/DELIVERY_CHOICE}}</select>
</div>
<div class="stacked{{#KEY_ERROR}} faulty{{/KEY_ERROR}}">
<label for="key">[[Key]]</label>
<p class="help" id="key-help">[[For sealed profiles only. It is never shown again.]]</p>
{{#KEY_ERROR}}
<p class="error" id="key-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{KEY_ERROR}}</p>
{{/KEY_ERROR}}
<input type="password" id="key" name="key" autocomplete="off" aria-describedby="key-help{{#KEY_ERROR}} key-error{{/KEY_ERROR}}"{{#KEY_ERROR}} aria-invalid="true"{{/KEY_ERROR}}>
</div>
<div class="stacked">
<label for="digest">[[Digest of the key, for AES-256-CBC]]</label>
<select id="digest" name="digest">{{#DIGEST_CHOICE}}<option value="{{CHOICE_VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_LABEL}}</option>{{/DIGEST_CHOICE}}</select>
</div>
<p><label class="check"><input type="checkbox" name="compressed" value="1"{{#COMPRESSED}} checked{{/COMPRESSED}}> [[Compress before sealing]]</label></p>
<div class="stacked">
<label for="secret_columns">[[Secret columns]]</label>
<p class="help" id="secret_columns-help">[[Columns whose values are never shown, besides those that are called password or PIN, or go into secret parameters. Commas between them.]]</p>
<input id="secret_columns" name="secret_columns" value="{{SECRET_COLUMNS:p}}" autocomplete="off" aria-describedby="secret_columns-help">
</div>
<div class="stacked">
<label for="encoding">[[Encoding of the list]]</label>
<p class="help" id="encoding-help">[[Such as windows-1250. Empty: it is found out.]]</p>
<input id="encoding" name="encoding" value="{{ENCODING:p}}" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="encoding-help">
</div>
<div class="stacked">
<label for="software_version">[[Firmware of the devices]]</label>
<p class="help" id="software_version-help">[[For the macro $SWVER. Empty: what the model usually has.]]</p>
<input id="software_version" name="software_version" value="{{SOFTWARE_VERSION:p}}" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="software_version-help">
</div>
<p><label class="check"><input type="checkbox" name="scan_adds" value="1"{{#SCAN_ADDS}} checked{{/SCAN_ADDS}}> [[Scans may add devices that the list does not have]]</label></p>
<p><label class="check"><input type="checkbox" name="scan_pairs" value="1"{{#SCAN_PAIRS}} checked{{/SCAN_PAIRS}}> [[A serial number behind a MAC belongs to the same device]]</label></p>
<p><label class="check"><input type="checkbox" name="other_models" value="1"{{#OTHER_MODELS}} checked{{/OTHER_MODELS}}> [[Allow parameters that only other models have]]</label></p>
</details>
<p class="buttons"><button class="primary">[[Make the job]]</button> <a class="button" href="{{CANCEL_LINK}}">[[Cancel]]</a></p>
</form>
</div>
