{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
<div class="panels">
{{>RESYNC}}
{{>MACHINE}}
{{>ACCOUNT}}
{{>ACTIVATION}}
</div>
{{#READ_ONLY}}
<p class="notice info"><span aria-hidden="true">ℹ</span> <span>[[This account may read these settings but not change them.]]</span></p>
{{/READ_ONLY}}
{{#NOTHING}}
<p class="lead">[[This account sees no settings on this page.]]</p>
{{/NOTHING}}
{{#NOTHING_CHANGED}}
<p class="lead">[[Nothing on this page differs from the factory defaults.]] <a href="{{ACTION}}">[[Show all settings]]</a></p>
{{/NOTHING_CHANGED}}
{{#TOOLBAR}}
<div class="toolbar">
{{#VIEWS}}
<nav class="switch" aria-label="[[View]]">
<a href="{{BASIC_LINK}}"{{#IS_BASIC}} aria-current="true"{{/IS_BASIC}}>[[Basic]]</a>
<a href="{{ADVANCED_LINK}}"{{#IS_ADVANCED}} aria-current="true"{{/IS_ADVANCED}}>[[Advanced]]</a>
</nav>
{{/VIEWS}}
{{#ALL_SHOWN}}
<a class="button small" href="{{CHANGED_LINK}}" data-changed-only>[[Changed only]]</a>
{{/ALL_SHOWN}}
{{#FOLDING}}
<a class="button small" href="{{FOLDING_LINK}}" data-fold="[[Fold all]]" data-unfold="[[Unfold all]]">{{#FOLDED}}[[Unfold all]]{{/FOLDED}}{{#UNFOLDED}}[[Fold all]]{{/UNFOLDED}}</a>
{{/FOLDING}}
{{#CHANGED_SHOWN}}
<span>[[Only what differs from the factory defaults is shown.]]</span> <a class="button small" href="{{ACTION}}">[[Show all settings]]</a>
{{/CHANGED_SHOWN}}
</div>
{{/TOOLBAR}}
<div class="columns">
<nav class="contents" aria-label="[[Sections of this page]]">
<ul>
<!--contents-->
{{#SECTION}}
<li><a href="#{{SECTION_ID}}"><span lang="en">{{SECTION_TITLE}}</span>{{#SECTION_FAULTS}} <span class="faults">{{SECTION_FAULTS}}</span>{{/SECTION_FAULTS}}{{#SECTION_CHANGES}} <span class="count" title="[[{{SECTION_CHANGES}} changed]]">{{SECTION_CHANGES}}<span class="hidden"> [[changed]]</span></span>{{/SECTION_CHANGES}}</a></li>
{{/SECTION}}
<!--/contents-->
</ul>
</nav>
<form class="settings" method="post" action="{{ACTION}}" novalidate data-unsaved>
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{REVISION}}">
{{#EDITABLE}}
<noscript><button class="first" tabindex="-1" aria-hidden="true">[[Submit All Changes]]</button></noscript>
{{/EDITABLE}}
<!--fields-->
{{#SECTION}}
<details class="card section" id="{{SECTION_ID}}"{{#SECTION_OPEN}} open{{/SECTION_OPEN}}>
<summary><h2><span lang="en">{{SECTION_TITLE}}</span>{{#SECTION_SUMMARY}} <small>{{SECTION_SUMMARY}}</small>{{/SECTION_SUMMARY}}</h2></summary>
{{#SECTION_NOTE}}
<p class="help">{{SECTION_NOTE}}</p>
{{/SECTION_NOTE}}
{{#ONBOARDING}}
<div class="onboarding"><span class="cloud cloud-{{CLOUD}}" aria-hidden="true">☁</span><p><b>{{ONBOARDING_STATE}}</b><br>{{ONBOARDING_SENTENCE}}{{#CODE_LINK}} <a href="#activation-heading">[[To the activation code]]</a>{{/CODE_LINK}}</p></div>
{{/ONBOARDING}}
{{#FIELD}}
<div class="field{{#CHANGED}} changed{{/CHANGED}}{{#IS_DRAFTED}} drafted{{/IS_DRAFTED}}{{#ERROR}} faulty{{/ERROR}}">
{{#TEXT}}
<label for="{{NAME}}" lang="en">{{LABEL}}</label>
<div class="control"><input id="{{NAME}}" name="{{NAME}}" value="{{VALUE:p}}" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}></div>
{{/TEXT}}
{{#NUMBER}}
<label for="{{NAME}}" lang="en">{{LABEL}}</label>
<div class="control measure"><input id="{{NAME}}" name="{{NAME}}" value="{{VALUE:p}}" inputmode="numeric" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>{{#UNIT}}<span class="unit">{{UNIT}}</span>{{/UNIT}}</div>
{{/NUMBER}}
{{#WIDE}}
<label for="{{NAME}}" lang="en">{{LABEL}}</label>
<div class="control wide"><textarea id="{{NAME}}" name="{{NAME}}" rows="2" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>
{{VALUE:p}}</textarea></div>
{{/WIDE}}
{{#YES_NO}}
<label for="{{NAME}}" lang="en">{{LABEL}}</label>
<div class="control"><select id="{{NAME}}" name="{{NAME}}" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>{{#STRAY}}<option value="{{VALUE:p}}" selected>[[{{VALUE:p}} (not a choice)]]</option>{{/STRAY}}<option{{#YES}} selected{{/YES}}>Yes</option><option{{#NO}} selected{{/NO}}>No</option></select></div>
{{/YES_NO}}
{{#SELECT}}
<label for="{{NAME}}" lang="en">{{LABEL}}</label>
<div class="control"><select id="{{NAME}}" name="{{NAME}}" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>{{#STRAY}}<option value="{{VALUE:p}}" selected>[[{{VALUE:p}} (not a choice)]]</option>{{/STRAY}}{{#CHOICE}}<option value="{{CHOICE_VALUE:p}}"{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_LABEL:p}}</option>{{/CHOICE}}</select></div>
{{/SELECT}}
{{#CHOICES}}
<span class="label" id="{{NAME}}-label" lang="en">{{LABEL}}</span>
<div class="control checks wide" id="{{NAME}}" role="group" tabindex="-1" aria-labelledby="{{NAME}}-label" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"><input type="hidden" name="{{NAME}}" value="">{{#CHOICE}}<label><input type="checkbox" name="{{NAME}}" value="{{CHOICE_VALUE:p}}"{{#SELECTED}} checked{{/SELECTED}}> {{CHOICE_LABEL:p}}</label>{{/CHOICE}}</div>
{{/CHOICES}}
{{#SECRET}}
<label for="{{NAME}}" lang="en">{{LABEL}}</label>
<div class="control secret"><input type="password" id="{{NAME}}" name="{{NAME}}" value="" autocomplete="new-password" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}{{#ERROR}} {{NAME}}-error{{/ERROR}}"{{#ERROR}} aria-invalid="true"{{/ERROR}}>{{#SECRET_SET}}<span class="secret-state">[[<b>Set.</b> Leave empty to keep.]]</span><label class="check"><input type="checkbox" name="{{NAME}}.clear" value="yes"> [[Clear<span class="hidden" lang="en"> {{LABEL}}</span>]]</label>{{/SECRET_SET}}{{#SECRET_NOT_SET}}<span class="secret-state"><b>[[Not set.]]</b></span>{{/SECRET_NOT_SET}}</div>
{{/SECRET}}
{{#FIXED}}
<label for="{{NAME}}" lang="en">{{LABEL}}</label>
<div class="control"><output id="{{NAME}}" aria-describedby="{{NAME}}-help{{#REMARK}} {{NAME}}-remark{{/REMARK}}">{{#FIXED_TEXT}}{{FIXED_TEXT:p}}{{/FIXED_TEXT}}{{#FIXED_WORD}}<span class="none">{{FIXED_WORD}}</span>{{/FIXED_WORD}}</output></div>
{{/FIXED}}
<details class="about"{{#RESET_CHOSEN}} open{{/RESET_CHOSEN}}><summary>{{#CHANGED}}<b>[[Changed]]</b> {{/CHANGED}}<span id="{{NAME}}-help">{{HELP}}</span></summary>
<dl><dt>[[Name]]</dt><dd><code>{{NAME}}</code></dd><dt>[[Default]]</dt><dd>{{#DEFAULT}}<code data-default>{{DEFAULT:p}}</code>{{/DEFAULT}}{{#DEFAULT_WORD}}<span class="none">{{DEFAULT_WORD}}</span>{{/DEFAULT_WORD}}</dd>{{#ORIGIN}}<dt>[[Set by]]</dt><dd>{{ORIGIN}}{{#SINCE}}, {{>SINCE}}{{/SINCE}}</dd>{{/ORIGIN}}</dl>{{#RESET}}
<label class="check"><input type="checkbox" name="{{NAME}}.reset" value="yes"{{#RESET_CHOSEN}} checked{{/RESET_CHOSEN}}> <span>[[Reset to default<span class="hidden" lang="en">: {{LABEL}}</span>]]</span></label>{{/RESET}}</details>
{{#REMARK}}
<p class="note" id="{{NAME}}-remark"><span aria-hidden="true">ℹ</span> {{REMARK}}</p>
{{/REMARK}}
{{#DRAFTED}}
<p class="note draft-mark"><b>[[In your draft.]]</b> {{DRAFTED_SENTENCE}}{{#STORED}} <code>{{STORED:p}}</code>{{/STORED}}{{#STORED_WORD}} <span class="none">{{STORED_WORD}}</span>{{/STORED_WORD}}{{#OVERTAKEN}} <span class="conflicts"><span aria-hidden="true">⚠</span> {{OVERTAKEN}}</span>{{/OVERTAKEN}}<input type="hidden" name="shown.{{NAME}}" value="{{SHOWN_TEXT:p}}"></p>
{{/DRAFTED}}
{{#ERROR}}
<p class="error" id="{{NAME}}-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{ERROR}}</p>
{{/ERROR}}
{{#CONFLICT}}
<fieldset class="question">
<legend class="hidden">[[Which value to keep<span lang="en">: {{LABEL}}</span>]]</legend>
<input type="hidden" name="asked.{{NAME}}" value="yes">
<label class="check"><input type="radio" name="answer.{{NAME}}" value="mine"{{#MINE_CHOSEN}} checked{{/MINE_CHOSEN}}> <span>[[Keep mine, as it stands above]]</span></label>
<label class="check"><input type="radio" name="answer.{{NAME}}" value="theirs"{{#THEIRS_CHOSEN}} checked{{/THEIRS_CHOSEN}}> <span>[[Take theirs:]] {{#THEIRS}}<code>{{THEIRS:p}}</code>{{/THEIRS}}{{#THEIRS_WORD}}<span class="none">{{THEIRS_WORD}}</span>{{/THEIRS_WORD}}</span></label>
</fieldset>
{{/CONFLICT}}
{{#EXPLAINED}}
<div class="explanation" id="{{NAME}}-explanation" aria-live="polite">{{>EXPLANATION}}</div>
<noscript><button class="small" name="explain" value="{{NAME}}"{{#ASKED}} autofocus{{/ASKED}}>[[Explain<span class="hidden" lang="en">: {{LABEL}}</span>]]</button></noscript>
{{/EXPLAINED}}
</div>
{{/FIELD}}
</details>
{{/SECTION}}
{{#OMITTED}}
<p class="lead omitted">{{OMITTED}} <a href="{{OMITTED_LINK}}">[[Show the advanced view]]</a></p>
{{/OMITTED}}
<!--/fields-->
{{#EDITABLE}}
<div class="actions">
<button class="primary">[[Submit All Changes]]</button>
<button name="draft" value="save">[[Save to draft]]</button>
<button form="undo">[[Undo All Changes]]</button>
<output class="unsaved" data-unsaved-hint data-one="[[1 edit on this page is not saved]]" data-many="[[%n edits on this page are not saved]]"></output>
<details class="submit-details"{{#OPTIONS_OPEN}} open{{/OPTIONS_OPEN}}><summary>[[Note]]</summary>
<div class="submit-options">
<div><label for="note">[[Note for the history (optional)]]</label><input id="note" name="note" value="{{SUBMIT_NOTE:p}}" maxlength="200" autocomplete="off"></div>
{{#CONFIRMING}}
<div><label for="confirm_within">[[Seconds to confirm what may lock you out]]</label><input id="confirm_within" name="confirm_within" value="{{CONFIRM_WITHIN:p}}" inputmode="numeric" autocomplete="off"></div>
{{/CONFIRMING}}
</div>
</details>
</div>
{{/EDITABLE}}
</form>
</div>
{{#EDITABLE}}
<form id="undo" method="get" action="{{ACTION}}"></form>
{{/EDITABLE}}
