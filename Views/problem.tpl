{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
{{>ERRORS}}
<p class="lead">[[A report packs status, configuration, histories and logs, without passwords and keys. It is sent to PRT Upload Rule; where that is empty it stays here.]]</p>
<form class="card" method="post" action="{{ACTION}}">
<input type="hidden" name="csrf_token" value="{{CSRF_TOKEN}}">
<div class="stacked{{#DATE_ERROR}} faulty{{/DATE_ERROR}}">
<label for="date">[[Date]]</label>
{{#DATE_ERROR}}
<p class="error" id="date-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{DATE_ERROR}}</p>
{{/DATE_ERROR}}
<input type="date" id="date" name="date" value="{{DATE}}" required{{#DATE_ERROR}} aria-invalid="true" aria-describedby="date-error"{{/DATE_ERROR}}>
</div>
<div class="stacked{{#TIME_ERROR}} faulty{{/TIME_ERROR}}">
<label for="time">[[Time (UTC)]]</label>
{{#TIME_ERROR}}
<p class="error" id="time-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{TIME_ERROR}}</p>
{{/TIME_ERROR}}
<input type="time" id="time" name="time" value="{{TIME}}" required{{#TIME_ERROR}} aria-invalid="true" aria-describedby="time-error"{{/TIME_ERROR}}>
</div>
<div class="stacked{{#PROBLEM_ERROR}} faulty{{/PROBLEM_ERROR}}">
<label for="problem">[[Select Problem]]</label>
{{#PROBLEM_ERROR}}
<p class="error" id="problem-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{PROBLEM_ERROR}}</p>
{{/PROBLEM_ERROR}}
<select id="problem" name="problem" required{{#PROBLEM_ERROR}} aria-invalid="true" aria-describedby="problem-error"{{/PROBLEM_ERROR}}>
<option value="">[[Please choose]]</option>
{{#CHOICE}}
<option value="{{CHOICE_VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{CHOICE_LABEL}}</option>
{{/CHOICE}}
</select>
</div>
<div class="stacked{{#DETAILS_ERROR}} faulty{{/DETAILS_ERROR}}">
<label for="details">[[What happened (optional)]]</label>
{{#DETAILS_ERROR}}
<p class="error" id="details-error"><span aria-hidden="true">⚠</span> <span class="hidden">[[Error:]]</span> {{DETAILS_ERROR}}</p>
{{/DETAILS_ERROR}}
<textarea id="details" name="details" rows="4" maxlength="420"{{#DETAILS_ERROR}} aria-invalid="true" aria-describedby="details-error"{{/DETAILS_ERROR}}>{{DETAILS:p}}</textarea>
</div>
<p class="buttons"><button class="primary">[[Submit]]</button> <a class="button" href="{{CANCEL_LINK}}">[[Cancel]]</a></p>
</form>
</div>
