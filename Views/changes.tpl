{{%AUTOESCAPE context="HTML"}}
<table class="table stackable changes" role="table">
<caption class="hidden">{{CAPTION}}</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[Parameter]]</th><th role="columnheader" scope="col">[[Before]]</th><th role="columnheader" scope="col">[[After]]</th>{{#WITH_EFFECTS}}<th role="columnheader" scope="col">[[Effect]]</th>{{/WITH_EFFECTS}}</tr>
</thead>
<tbody role="rowgroup">
{{#CHANGE}}
<tr role="row">
<th role="rowheader" scope="row">{{#PLACE}}<span class="place">{{PLACE}}</span>{{/PLACE}}{{#FIELD_LINK}}<a href="{{FIELD_LINK}}" lang="en">{{FIELD_LABEL}}</a>{{/FIELD_LINK}}{{#NO_LINK}}<span lang="en">{{FIELD_LABEL}}</span>{{/NO_LINK}} <code class="name">{{NAME}}</code></th>
<td role="cell" data-label="[[Before]]"><del>{{#BEFORE}}{{#TEXT}}<code>{{SHOWN}}</code>{{/TEXT}}{{#WORD}}<span class="none">{{SHOWN}}</span>{{/WORD}}{{#REMARK}} <span class="remark">{{REMARK}}</span>{{/REMARK}}{{/BEFORE}}</del></td>
<td role="cell" data-label="[[After]]"><ins>{{#AFTER}}{{#TEXT}}<code>{{SHOWN}}</code>{{/TEXT}}{{#WORD}}<span class="none">{{SHOWN}}</span>{{/WORD}}{{#REMARK}} <span class="remark">{{REMARK}}</span>{{/REMARK}}{{/AFTER}}</ins></td>
{{#EFFECTS}}
<td role="cell" data-label="[[Effect]]">{{#EFFECT}}<span class="effect {{EFFECT_WORD}}">{{EFFECT_LABEL}}</span> {{/EFFECT}}</td>
{{/EFFECTS}}
</tr>
{{/CHANGE}}
</tbody>
</table>
