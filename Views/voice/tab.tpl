{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
<div class="panels">
{{>RESYNC}}
{{>ACCOUNT}}
{{>ACTIVATION}}
</div>
{{#READ_ONLY}}
<p class="notice info"><span aria-hidden="true">ℹ</span> <span>[[This account may read these settings but not change them.]]</span></p>
{{/READ_ONLY}}
{{#NOTHING}}
<p class="lead">[[This account sees no settings on this page.]]</p>
{{/NOTHING}}
<div class="columns">
<nav class="contents" aria-label="[[Sections of this page]]">
<ul>
<!--contents-->
{{#SECTION}}
<li><a href="#{{SECTION_ID}}">{{SECTION_TITLE}}{{#SECTION_FAULTS}} <span class="faults">{{SECTION_FAULTS}}</span>{{/SECTION_FAULTS}}</a></li>
{{/SECTION}}
<!--/contents-->
</ul>
</nav>
<form class="settings" method="post" action="{{ACTION}}" novalidate data-unsaved>
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{REVISION}}">
<!--fields-->
{{#SECTION}}
<section class="card" aria-labelledby="{{SECTION_ID}}">
<h2 id="{{SECTION_ID}}">{{SECTION_TITLE}}</h2>
{{#SECTION_NOTE}}
<p class="help">{{SECTION_NOTE}}</p>
{{/SECTION_NOTE}}
{{#ONBOARDING}}
<div class="onboarding"><span class="cloud cloud-{{CLOUD}}" aria-hidden="true">☁</span><p><b>{{ONBOARDING_STATE}}</b><br>{{ONBOARDING_SENTENCE}}</p></div>
{{/ONBOARDING}}
{{#FIELD}}
<div class="field{{#CHANGED}} changed{{/CHANGED}}{{#ERROR}} faulty{{/ERROR}}">
{{#TEXT}}
<label for="{{NAME}}">{{LABEL}}</label>
<div class="control"><input id="{{NAME}}" name="{{NAME}}" value="{{VALUE:p}}" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}></div>
{{/TEXT}}
{{#NUMBER}}
<label for="{{NAME}}">{{LABEL}}</label>
<div class="control measure"><input id="{{NAME}}" name="{{NAME}}" value="{{VALUE:p}}" inputmode="numeric" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>{{#UNIT}}<span class="unit">{{UNIT}}</span>{{/UNIT}}</div>
{{/NUMBER}}
{{#WIDE}}
<label for="{{NAME}}">{{LABEL}}</label>
<div class="control"><textarea id="{{NAME}}" name="{{NAME}}" rows="2" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>
{{VALUE:p}}</textarea></div>
{{/WIDE}}
{{#YES_NO}}
<label for="{{NAME}}">{{LABEL}}</label>
<div class="control"><select id="{{NAME}}" name="{{NAME}}" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>{{#STRAY}}<option value="{{VALUE:p}}" selected>[[{{VALUE:p}} (not a choice)]]</option>{{/STRAY}}<option{{#YES}} selected{{/YES}}>Yes</option><option{{#NO}} selected{{/NO}}>No</option></select></div>
{{/YES_NO}}
{{#SELECT}}
<label for="{{NAME}}">{{LABEL}}</label>
<div class="control"><select id="{{NAME}}" name="{{NAME}}" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>{{#STRAY}}<option value="{{VALUE:p}}" selected>[[{{VALUE:p}} (not a choice)]]</option>{{/STRAY}}{{#CHOICE}}<option value="{{CHOICE_VALUE:p}}"{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_LABEL:p}}</option>{{/CHOICE}}</select></div>
{{/SELECT}}
{{#CHOICES}}
<span class="label" id="{{NAME}}-label">{{LABEL}}</span>
<div class="control checks" id="{{NAME}}" role="group" tabindex="-1" aria-labelledby="{{NAME}}-label" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"><input type="hidden" name="{{NAME}}" value="">{{#CHOICE}}<label><input type="checkbox" name="{{NAME}}" value="{{CHOICE_VALUE:p}}"{{#SELECTED}} checked{{/SELECTED}}> {{CHOICE_LABEL:p}}</label>{{/CHOICE}}</div>
{{/CHOICES}}
{{#SECRET}}
<label for="{{NAME}}">{{LABEL}}</label>
<div class="control secret"><input type="password" id="{{NAME}}" name="{{NAME}}" value="" autocomplete="new-password" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>{{#SECRET_SET}}<span class="secret-state">[[<b>Set.</b> Leave empty to keep.]]</span><label class="check"><input type="checkbox" name="{{NAME}}.clear" value="yes"> [[Clear<span class="hidden"> {{LABEL}}</span>]]</label>{{/SECRET_SET}}{{#SECRET_NOT_SET}}<span class="secret-state"><b>[[Not set.]]</b></span>{{/SECRET_NOT_SET}}</div>
{{/SECRET}}
{{#FIXED}}
<label for="{{NAME}}">{{LABEL}}</label>
<div class="control"><output id="{{NAME}}" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}">{{#FIXED_TEXT}}{{FIXED_TEXT:p}}{{/FIXED_TEXT}}{{#FIXED_WORD}}<span class="none">{{FIXED_WORD}}</span>{{/FIXED_WORD}}</output></div>
{{/FIXED}}
<p class="help" id="{{NAME}}-help">{{HELP}}</p>
{{#REMARK}}
<p class="note" id="{{NAME}}-remark"><span aria-hidden="true">ℹ</span> {{REMARK}}</p>
{{/REMARK}}
{{#ERROR}}
<p class="error" id="{{NAME}}-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{ERROR}}</p>
{{/ERROR}}
<details class="about"><summary>{{#CHANGED}}<b>[[Changed]]</b> · {{/CHANGED}}[[<span class="more">Details</span><span class="hidden"> of {{LABEL}}</span>]]</summary>
<dl><dt>[[Name]]</dt><dd><code>{{NAME}}</code></dd><dt>[[Default]]</dt><dd>{{#DEFAULT}}<code>{{DEFAULT:p}}</code>{{/DEFAULT}}{{#DEFAULT_WORD}}<span class="none">{{DEFAULT_WORD}}</span>{{/DEFAULT_WORD}}</dd>{{#ORIGIN}}<dt>[[Set by]]</dt><dd>{{ORIGIN}}</dd>{{/ORIGIN}}</dl></details>
</div>
{{/FIELD}}
</section>
{{/SECTION}}
<!--/fields-->
{{#EDITABLE}}
<div class="actions">
<button class="primary">[[Submit All Changes]]</button>
<button form="undo">[[Undo All Changes]]</button>
<output class="unsaved" data-unsaved-hint data-one="[[1 unsaved change]]" data-many="[[%n unsaved changes]]"></output>
</div>
{{/EDITABLE}}
</form>
</div>
{{#EDITABLE}}
<form id="undo" method="get" action="{{ACTION}}"></form>
{{/EDITABLE}}
