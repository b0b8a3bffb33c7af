{{%AUTOESCAPE context="HTML"}}
{{>ERRORS}}
{{#NOTHING}}
<p class="lead">[[There are no unsaved changes. On a page of Voice, <b>Save to draft</b> keeps what you have typed here, across pages, until you apply it.]]</p>
{{/NOTHING}}
{{#DRAFT}}
{{#QUESTIONS}}
<p class="notice warning"><span aria-hidden="true">⚠</span> <span>{{QUESTIONS}}</span></p>
{{/QUESTIONS}}
{{#EFFECTS}}
<section class="card effects" aria-labelledby="effects">
<h2 id="effects">[[When you apply them]]</h2>
{{>EFFECT_LIST}}
</section>
{{/EFFECTS}}
<form class="draft" id="apply" method="post" action="{{APPLY_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<input type="hidden" name="revision" value="{{REVISION}}">
<table class="table stackable changes" role="table">
<caption class="hidden">[[Changes of the draft]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[Parameter]]</th><th role="columnheader" scope="col">[[Now]]</th><th role="columnheader" scope="col">[[New]]</th><th role="columnheader" scope="col">[[Effect]]</th><th role="columnheader" scope="col"><span class="hidden">[[Discard]]</span></th></tr>
</thead>
<tbody role="rowgroup">
{{#ROW}}
<tr role="row" id="draft-{{NAME}}" tabindex="-1"{{#IS_CONFLICT}} class="conflict"{{/IS_CONFLICT}}>
<th role="rowheader" scope="row">{{#PLACE}}<span class="place">{{PLACE}}</span>{{/PLACE}}{{#FIELD_LINK}}<a href="{{FIELD_LINK}}" lang="en">{{FIELD_LABEL}}</a>{{/FIELD_LINK}}{{#NO_LINK}}<span lang="en">{{FIELD_LABEL}}</span>{{/NO_LINK}} <code class="name">{{NAME}}</code>{{#ROW_REMARK}}<span class="remark">{{ROW_REMARK}}</span>{{/ROW_REMARK}}{{#ROW_ERROR}}<span class="error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{ROW_ERROR}}</span>{{/ROW_ERROR}}</th>
<td role="cell" data-label="[[Now]]"><del>{{#BEFORE}}{{#TEXT}}<code>{{SHOWN}}</code>{{/TEXT}}{{#WORD}}<span class="none">{{SHOWN}}</span>{{/WORD}}{{#REMARK}} <span class="remark">{{REMARK}}</span>{{/REMARK}}{{/BEFORE}}</del></td>
<td role="cell" data-label="[[New]]"><ins>{{#AFTER}}{{#TEXT}}<code>{{SHOWN}}</code>{{/TEXT}}{{#WORD}}<span class="none">{{SHOWN}}</span>{{/WORD}}{{#REMARK}} <span class="remark">{{REMARK}}</span>{{/REMARK}}{{/AFTER}}</ins></td>
<td role="cell" data-label="[[Effect]]">{{#ROW_EFFECT}}<span class="effect {{EFFECT_WORD}}">{{EFFECT_LABEL}}</span> {{/ROW_EFFECT}}</td>
<td role="cell" class="discard"><button class="quiet" form="discard" name="name" value="{{NAME}}">[[Discard<span class="hidden" lang="en"> {{FIELD_LABEL}}</span>]]</button></td>
</tr>
{{#QUESTION}}
<tr role="row" class="question">
<td role="cell" colspan="5">
<fieldset>
<legend>{{QUESTION_TEXT}} [[Before your draft it was:]] {{#BASE}}{{#TEXT}}<code>{{SHOWN}}</code>{{/TEXT}}{{#WORD}}<span class="none">{{SHOWN}}</span>{{/WORD}}{{/BASE}}</legend>
<label class="check"><input type="radio" name="answer.{{NAME}}" value="mine"{{#MINE_CHOSEN}} checked{{/MINE_CHOSEN}}> <span>[[Keep mine:]] {{#MINE}}{{#TEXT}}<code>{{SHOWN}}</code>{{/TEXT}}{{#WORD}}<span class="none">{{SHOWN}}</span>{{/WORD}}{{/MINE}}</span></label>
<label class="check"><input type="radio" name="answer.{{NAME}}" value="theirs"{{#THEIRS_CHOSEN}} checked{{/THEIRS_CHOSEN}}> <span>[[Take theirs:]] {{#THEIRS}}{{#TEXT}}<code>{{SHOWN}}</code>{{/TEXT}}{{#WORD}}<span class="none">{{SHOWN}}</span>{{/WORD}}{{/THEIRS}}</span></label>
</fieldset>
</td>
</tr>
{{/QUESTION}}
{{/ROW}}
</tbody>
</table>
<div class="note-field{{#NOTE_ERROR}} faulty{{/NOTE_ERROR}}">
<label for="note">[[Note for the history (optional)]]</label>
<input id="note" name="note" value="{{NOTE:p}}" autocomplete="off"{{#NOTE_ERROR}} aria-invalid="true" aria-describedby="note-error"{{/NOTE_ERROR}}>
{{#NOTE_ERROR}}
<p class="error" id="note-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{NOTE_ERROR}}</p>
{{/NOTE_ERROR}}
</div>
{{>CONFIRM_WITHIN}}
<p class="buttons"><button class="primary">{{APPLY}}</button> <a class="button" href="{{DISCARD_ALL_LINK}}">[[Discard all]]</a></p>
</form>
<form id="discard" method="post" action="{{DISCARD_ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
</form>
{{/DRAFT}}
